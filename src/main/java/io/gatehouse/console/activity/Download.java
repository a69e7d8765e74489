package io.gatehouse.console.activity;

import io.gatehouse.audit.Cell;
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
    CSV("csv", "text/csv;charset=UTF-8"),
    JSON_LINES("jsonl", "application/jsonl");

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

    /** What stands before all rows. */
    byte[] head() {
        return switch (this) {
            case CSV -> bytes("at,event,sentence,who,client,code,reference,details\r\n");
            case JSON_LINES -> new byte[0];
        };
    }

    byte[] rows(List<Entry> entries) {
        return bytes(entries.stream().map(this::row).collect(Collectors.joining()));
    }

    private String row(Entry entry) {
        return switch (this) {
            case CSV -> cells(entry);
            case JSON_LINES -> object(entry);
        };
    }

    private static String cells(Entry entry) {
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
                        .map(Cell::of)
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    private static String object(Entry entry) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("at", entry.at().toString());
        row.put("event", entry.happening().toString());
        entry.facts().forEach(row::putIfAbsent);
        return JSON.writeValueAsString(row) + "\n";
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
