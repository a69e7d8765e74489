package io.gatehouse.console.provider;

import io.gatehouse.console.Forms;
import io.gatehouse.console.SignOnForm;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.branding.Title;
import io.gatehouse.settings.OtherProvider;
import io.gatehouse.settings.OtherProvider.Entered;
import io.gatehouse.settings.OtherProvider.Label;
import io.gatehouse.settings.OtherProviders;
import io.gatehouse.settings.SignOn;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What was typed of an identity provider beside the first one; what is wrong with it stands beside its field. */
final class ProviderForm {

    /** Beyond what anybody could choose from. */
    private static final int MOST = 9;

    private final Forms.Sent sent;
    private final OtherProviders others;
    private final SignOnForm signOn;
    private final Map<String, String> problems = new LinkedHashMap<>();

    /** @param today in UTC, as secrets' last days are */
    ProviderForm(Forms.Sent sent, LocalDate today) {
        this.sent = sent;
        this.others = sent.settings().others();
        Optional<SignOn> before =
                others.find(name()).flatMap(OtherProvider::present).map(Entered::signOn);
        this.signOn = new SignOnForm(sent.form(), before, today);
    }

    String name() {
        return sent.field("name").strip();
    }

    /** Empty when something is wrong; then {@link #problems} says what. */
    Optional<Entered> read() {
        checkName();
        Label label = label(name());
        Optional<SignOn> entered = signOn.read();
        problems.putAll(signOn.problems());
        entered.filter(one -> isRival(one, label))
                .ifPresent(one -> problems.put(
                        "issuer",
                        "the same as another one’s (expected: one more; of Microsoft Entra ID, each with its tenant’s"
                                + " id): nobody could say whose people are whose"));
        return problems.isEmpty() ? entered.map(one -> new Entered(label, one)) : Optional.empty();
    }

    /** What the first one is called; empty when something is wrong. */
    Optional<Label> readFirst() {
        Label label = label(OtherProviders.FIRST);
        return problems.isEmpty() ? Optional.of(label) : Optional.empty();
    }

    Map<String, String> problems() {
        return problems;
    }

    /** What was typed, for showing it again; never a secret. */
    String shown(String field) {
        return signOn.shown(field);
    }

    /** Upstreams know people by it, so one that is there is not entered a second time unseen. */
    private void checkName() {
        boolean isNew = sent.field("known").isEmpty();
        if (!NamedProvider.isName(name())) {
            problems.put("name", "“" + shown("name") + "” (expected: " + NamedProvider.EXPECTED_NAME + ")");
        } else if (isNew
                && (name().equals(OtherProviders.FIRST) || others.find(name()).isPresent())) {
            problems.put("name", name() + " is there already (expected: another name)");
        } else if (isNew && others.list().size() >= MOST) {
            problems.put("name", "one too many (expected: at most " + MOST + ")");
        }
    }

    private Label label(String of) {
        String title = "";
        try {
            title = new Title(sent.field("title")).text();
        } catch (IllegalArgumentException refused) {
            problems.put("title", String.valueOf(refused.getMessage()));
        }
        return new Label(title, domains(of));
    }

    /** An address must not choose two, nor two vouch for it. */
    private Set<String> domains(String of) {
        Set<String> domains = new LinkedHashSet<>();
        for (String word :
                sent.field("email-domains").strip().toLowerCase(Locale.ROOT).split("[\\s,]+")) {
            if (word.isEmpty()) {
                continue;
            }
            if (!EmailAddress.isDomain(word)) {
                problems.put("email-domains", "“" + word + "” (expected: domains such as acme.com)");
            } else if (labels(of).anyMatch(label -> label.emailDomains().contains(word))) {
                problems.put("email-domains", word + " is another one’s already (expected: a domain of one of them)");
            }
            domains.add(word);
        }
        return domains;
    }

    /** Those of all but this one, staged ones too. */
    private Stream<Label> labels(String of) {
        Stream<Label> first = of.equals(OtherProviders.FIRST) ? Stream.empty() : Stream.of(others.first());
        return Stream.concat(
                first,
                others.list().stream()
                        .filter(other -> !other.name().equals(of))
                        .flatMap(other -> Stream.of(other.live(), other.staged()))
                        .flatMap(Optional::stream)
                        .map(Entered::label));
    }

    private boolean isRival(SignOn entered, Label label) {
        NamedProvider wanted = named(new Entered(label, entered));
        Stream<Entered> first = Stream.of(
                        sent.settings().live(), sent.settings().staged())
                .flatMap(Optional::stream)
                .map(one -> new Entered(others.first(), one));
        Stream<Entered> rest = others.list().stream()
                .filter(other -> !other.name().equals(name()))
                .flatMap(other -> Stream.of(other.live(), other.staged()))
                .flatMap(Optional::stream);
        return wanted.rivalAmong(
                        Stream.concat(first, rest).map(ProviderForm::named).toList())
                .isPresent();
    }

    private static NamedProvider named(Entered entered) {
        return OtherProviders.named("", entered, Optional.empty());
    }
}
