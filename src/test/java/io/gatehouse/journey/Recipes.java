package io.gatehouse.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The settings that docs/recipes tells readers to copy. */
final class Recipes {

    private Recipes() {}

    /** The first block of that language in a recipe. */
    static String settings(String recipe, String language) throws IOException {
        String page = Files.readString(Path.of("docs", "recipes", recipe));
        int fence = page.indexOf("```" + language + "\n");
        int begin = page.indexOf('\n', fence) + 1;
        return page.substring(begin, page.indexOf("```\n", begin));
    }
}
