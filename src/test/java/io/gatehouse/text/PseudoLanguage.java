package io.gatehouse.text;

import java.util.Map;
import java.util.TreeMap;

/** English as a language that runs from right to left: what a translator of Hebrew would meet before there is any Hebrew. */
public final class PseudoLanguage {

    private PseudoLanguage() {}

    public static Words rightToLeft() {
        Map<String, String> texts = new TreeMap<>();
        Languages.english()
                .texts()
                .forEach((key, text) -> texts.put(key, text.startsWith("{") ? text : "שלום " + text));
        texts.put("direction", "rtl");
        return new Words("he", texts);
    }
}
