package io.gatehouse.journey;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a gateway's metrics as Prometheus does. */
final class Scrape {

    private static final Pattern REQUESTS = Pattern.compile(
            "(?m)^gatehouse_requests_seconds_count\\{route=\"([^\"]+)\",status=\"([^\"]+)\"} ([\\d.E]+)$");

    private final HttpBrowser browser = new HttpBrowser();
    private final RunningGateway gateway;

    Scrape(RunningGateway gateway) {
        this.gateway = gateway;
    }

    String text() {
        return browser.send(
                        "http://127.0.0.1:" + gateway.managementPort() + "/actuator/prometheus",
                        request -> request.header("Accept", "text/plain"))
                .body();
    }

    /** Of the one sample that begins with this name and these labels. */
    double value(String sample) {
        return text().lines()
                .filter(line -> line.startsWith(sample + " "))
                .map(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + sample));
    }

    /** How many requests, by {@code route status}. */
    Map<String, Double> requests() {
        Map<String, Double> counts = new TreeMap<>();
        REQUESTS.matcher(text())
                .results()
                .forEach(line -> counts.put(line.group(1) + " " + line.group(2), Double.valueOf(line.group(3))));
        return counts;
    }

    /** Only what has changed. */
    Map<String, Double> requestsSince(Map<String, Double> before) {
        Map<String, Double> changes = requests();
        changes.replaceAll((kind, count) -> count - before.getOrDefault(kind, 0.0));
        changes.values().removeIf(change -> change == 0);
        return changes;
    }
}
