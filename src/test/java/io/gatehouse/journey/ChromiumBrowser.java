package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.springframework.util.FileSystemUtils;

/** A real Chromium, for what only a renderer can show: pages as people see them, and cookies as browsers keep them. */
final class ChromiumBrowser implements AutoCloseable {

    private static final String FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
            + " --disable-background-networking --disable-component-update --disable-sync";

    /** Selenium warns at every start that it has no DevTools of this version; none are used. Held, lest it be collected. */
    private static final String AXE = axe();

    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final Path profile;
    private final ChromeDriver driver;

    private ChromiumBrowser(Path chromium, Path chromedriver) throws IOException {
        profile = Files.createTempDirectory("chromium-");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(FLAGS.split(" "));
        options.addArguments("--user-data-dir=" + profile);
        // Named, so that Selenium does not go looking for one to download.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .build();
        driver = new ChromeDriver(service, options);
    }

    /** Skips the test, with the reason, on a machine without Chromium and its driver. */
    static ChromiumBrowser startOrSkip() {
        Optional<Path> chromium = RedisServer.onPath("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = RedisServer.onPath("chromedriver");
        if (chromium.isEmpty() || chromedriver.isEmpty()) {
            skip("no chromium and chromedriver on the PATH");
        }
        try {
            return new ChromiumBrowser(chromium.orElseThrow(), chromedriver.orElseThrow());
        } catch (IOException failure) {
            throw new UncheckedIOException("Chromium did not start", failure);
        }
    }

    /** Nothing is skipped in CI for want of an installation. */
    static void skip(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason + " (expected: installed, as CI=true)");
        }
        Assumptions.abort(reason);
    }

    void open(String url) {
        driver.get(url);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Presses the button or link that reads so, else what the CSS selector finds. */
    void click(String cssOrButtonText) {
        String quoted = "\"" + cssOrButtonText.replace("\"", "") + "\"";
        By labelled =
                By.xpath("//*[self::a or self::button or self::summary][normalize-space()=%1$s]|//input[@value=%1$s]"
                        .formatted(quoted));
        found(labelled, By.cssSelector(cssOrButtonText)).click();
    }

    void type(String css, String value) {
        WebElement field = found(By.cssSelector(css));
        field.clear();
        field.sendKeys(value);
    }

    /** Chooses a file for the upload. */
    void choose(String css, Path file) {
        found(By.cssSelector(css)).sendKeys(file.toAbsolutePath().toString());
    }

    /** To whatever has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Moves the focus there as somebody does who has a keyboard alone. */
    void tabTo(String css) {
        for (int i = 0; i < 100; i++) {
            if (Boolean.TRUE.equals(driver.executeScript("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError(css + ": not reached by the keyboard");
    }

    /** Chooses an entry of a list. */
    void choose(String css, String value) {
        found(By.cssSelector(css + " option[value='" + value + "']")).click();
    }

    void waitFor(String what, Predicate<ChromiumBrowser> condition) {
        // A page that is just being replaced answers with exceptions.
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> condition.test(this));
    }

    /** Kept as target/screenshots/NAME.png. */
    Path screenshot(String name) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "screenshots"));
            return Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Pictures, and what a person with a screen reader, at 320 px or in the dark would stumble over. */
    void look(String name) {
        wholePage(name);
        assertThat(accessibilityProblems()).as(name).isEmpty();
        dark();
        wholePage(name + "-dark");
        assertThat(accessibilityProblems()).as(name + ", dark").isEmpty();
        light();
        width(320);
        wholePage(name + "-narrow");
        assertThat(isWiderThanItsWindow()).as(name + ", narrow").isFalse();
        width(1000);
    }

    /** All of the page, however long; kept likewise. */
    Path wholePage(String name) {
        Map<String, Object> shot =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        try {
            Path directory = Files.createDirectories(Path.of("target", "screenshots"));
            byte[] png = Base64.getDecoder().decode(shot.get("data").toString());
            return Files.write(directory.resolve(name + ".png"), png);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As for people who read this language. */
    void language(String tag) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Accept-Language", tag)));
    }

    /** As for people whose system is dark. */
    void dark() {
        Map<String, String> dark = Map.of("name", "prefers-color-scheme", "value", "dark");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(dark)));
    }

    void light() {
        Map<String, String> light = Map.of("name", "prefers-color-scheme", "value", "light");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(light)));
    }

    /** What axe finds wrong with the page by WCAG 2.2 A and AA, a line each. */
    List<String> accessibilityProblems() {
        driver.executeScript(AXE);
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                  .then(result => done(result.violations.flatMap(violation => violation.nodes.map(
                    node => violation.id + ': ' + node.target + ': ' + node.failureSummary))));
                """);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(ChromiumBrowser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean isThere(String css) {
        return !driver.findElements(By.cssSelector(css)).isEmpty();
    }

    boolean isChecked(String css) {
        return driver.findElement(By.cssSelector(css)).isSelected();
    }

    /** Whether one has to scroll sideways to read the page. */
    boolean isWiderThanItsWindow() {
        Object wider = driver.executeScript("return document.documentElement.scrollWidth > window.innerWidth");
        return Boolean.TRUE.equals(wider);
    }

    void width(int px) {
        Map<String, Object> metrics = Map.of("width", px, "height", 900, "deviceScaleFactor", 1, "mobile", false);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", metrics);
    }

    @Override
    public void close() {
        try {
            driver.quit();
            FileSystemUtils.deleteRecursively(profile);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private WebElement found(By... ways) {
        return Awaitility.await("an element " + List.of(ways))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> visible(ways), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<WebElement> visible(By... ways) {
        return Stream.of(ways)
                .flatMap(way -> driver.findElements(way).stream())
                .filter(WebElement::isDisplayed)
                .findFirst();
    }
}
