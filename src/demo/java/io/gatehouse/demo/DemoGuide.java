package io.gatehouse.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;

/** Tells the person at the terminal what to open and what to try, as soon as the gateway answers. */
final class DemoGuide {

    private static final String LINE = "-".repeat(80);

    private DemoGuide() {}

    static void printWhenUp(URI publicUrl) {
        Thread thread = new Thread(() -> waitThenPrint(publicUrl), "demo-guide");
        thread.setDaemon(true);
        thread.start();
    }

    static String text(URI publicUrl) {
        String portals = DemoOrganizations.ALL.stream()
                .map(organization -> portal(organization, publicUrl))
                .collect(Collectors.joining("\n"));
        return """

            %s

              Gatehouse is up. Each organization has its own identity provider:

            %s
              Now try to lie about who you are. The gateway says 401, the portal hears nothing:

                curl -i -H 'X-Forwarded-User: root' -H 'X-Forwarded-Roles: admin' \\
                  %swhoami

              Ctrl-C stops everything.

            %s
            """.formatted(LINE, portals, DemoOrganizations.ACME.portal(publicUrl), LINE);
    }

    private static String portal(DemoOrganization organization, URI publicUrl) {
        String people = organization.users().stream()
                .map(user ->
                        "      %-13s %-17s %s\n".formatted(user.name(), user.email(), String.join(", ", user.groups())))
                .collect(Collectors.joining());
        return "    " + organization.portal(publicUrl) + "\n" + people;
    }

    private static void waitThenPrint(URI publicUrl) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(publicUrl.resolve("/"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            while (!answers(client, request)) {
                Thread.sleep(200);
            }
            System.out.println(text(publicUrl));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            client.send(request, BodyHandlers.discarding());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
