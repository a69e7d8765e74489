package io.gatehouse.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The portal's pages, drawn for whoever is asking. */
final class PortalPages {

    private record Service(String name, String title, String summary, String team, String version) {}

    private record Header(String name, String value, boolean told) {

        static Header of(Map.Entry<String, String> header) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean told = name.startsWith("x-forwarded-") || name.startsWith("x-gatehouse-");
            return new Header(header.getKey(), header.getValue(), told);
        }
    }

    private static final List<Service> SERVICES = List.of(
            new Service("parcels", "Parcels", "Where a parcel is, and when it will be at the door.", "Logistics", "v3"),
            new Service(
                    "invoices", "Invoices", "What was billed, what was paid, and what is still open.", "Finance", "v2"),
            new Service("weather", "Weather", "Rain or shine at every warehouse, an hour ahead.", "Facilities", "v1"));

    private PortalPages() {}

    static Answer home(Visitor visitor) {
        Map<String, Object> values = values(visitor, "Home");
        values.put("onHome", true);
        values.put(
                "headers", visitor.headers().entries().stream().map(Header::of).toList());
        return Pages.page(200, "portal", values);
    }

    static Answer forge(Visitor visitor) {
        return Pages.page(200, "forge", values(visitor, "Try to forge it"));
    }

    static Answer catalog(Visitor visitor) {
        Map<String, Object> values = values(visitor, "Catalog");
        values.put("onCatalog", true);
        values.put("services", SERVICES);
        return Pages.page(200, "catalog", values);
    }

    static Answer service(Visitor visitor, String path) {
        return SERVICES.stream()
                .filter(service -> path.equals("/" + service.name()) || path.equals("/catalog/" + service.name()))
                .findFirst()
                .map(service -> service(visitor, service))
                .orElseGet(() -> Pages.page(404, "missing", values(visitor, "Nothing here")));
    }

    private static Answer service(Visitor visitor, Service service) {
        Map<String, Object> values = values(visitor, service.title());
        values.put("onCatalog", true);
        values.put("service", service);
        return Pages.page(200, "service", values);
    }

    private static Map<String, Object> values(Visitor visitor, String title) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("title", title);
        values.put("visitor", visitor);
        return values;
    }
}
