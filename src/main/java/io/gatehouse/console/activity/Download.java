package io.gatehouse.console.activity;

import io.gatehouse.audit.Entry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** In which form the activity can be taken along. */
enum Download {
    CSV("csv", "text/csv;charset=UTF-8") {
        @Override
        byte[] head() {
            return bytes("at,event,sentence,who,client,code,reference,details\r\n");
        }

        @Override
        String row(Entry entry) {
            Map<String, String> facts = entry.facts();
            return Stream.of(
                                    entry.at().toString(),
                                    entry.happening().toString(),
                                    entry.happening().sentence(),
                                    Line.who(entry),
                                    facts.getOrDefault("client", ""),
                                    facts.getOrDefault("code", ""),
                                    facts.getOrDefault("reference", ""),
                                    Line.rest(entry, List.of("client", "code", "reference")))
                            .map(Download::cell)
                            .collect(Collectors.joining(","))
                    + "\r\n";
        }
    },

    JSON_LINES("jsonl", "application/jsonl") {
        @Override
        byte[] head() {
            return new byte[0];
        }

        @Override
        String row(Entry entry) {
            Map<String, String> row = new LinkedHashMap<>();
            row.put("at", entry.at().toString());
            row.put("event", entry.happening().toString());
            entry.facts().forEach(row::putIfAbsent);
            return JSON.writeValueAsString(row) + "\n";
        }
    };

    private static final JsonMapper JSON = new JsonMapper();

    private final String ending;
    private final String type;

    Download(String ending, String type) {
        this.ending = ending;
        this.type = type;
    }

    MediaType type() {
        return MediaType.parseMediaType(type);
    }

    abstract byte[] head();

    abstract String row(Entry entry);

    byte[] rows(List<Entry> entries) {
        return bytes(entries.stream().map(this::row).collect(Collectors.joining()));
    }

    /** Names are other people's: a spreadsheet must not take one for a formula (OWASP, CSV injection). RFC 4180 §2. */
    static String cell(String value) {
        String text = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The ending of a file's name. */
    @Override
    public String toString() {
        return ending;
    }
}
