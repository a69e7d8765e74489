package io.gatehouse.console.member;

import io.gatehouse.invitation.InvitationText;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitation;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.Member;
import io.gatehouse.member.Member.State;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.text.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What the Members page shows. */
public final class MemberRows {

    /**
     * What is said above the list of what a form has come to.
     *
     * @param done empty for nothing
     */
    record Said(String done, List<String> problems) {
        static final Said NOTHING = new Said("", List.of());
    }

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** As long a mail may wait for others; then the gateway that was to send it has stopped. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);

    private final Page page = Page.withFormAndScript("console-members");
    private final InvitationText text;
    private final Optional<Integer> mailsPerHour;
    private final Clock clock;

    /** @param mailsPerHour as many invitations are mailed; empty: none is */
    public MemberRows(InvitationText text, Optional<Integer> mailsPerHour, Clock clock) {
        this.text = text;
        this.mailsPerHour = mailsPerHour;
        this.clock = clock;
    }

    Mono<Void> write(
            ServerWebExchange exchange,
            int status,
            Map<String, Object> frame,
            Organization organization,
            String search,
            Directory.Page found,
            Said said) {
        Map<String, Object> model = new HashMap<>(frame);
        String here = String.valueOf(frame.get("here"));
        model.put("search", search);
        model.put("said", said);
        model.put("hasProblems", !said.problems().isEmpty());
        model.put("found", grouped(found.found()));
        model.put("one", found.found() == 1);
        model.put("none", found.found() == 0);
        model.put("left", found.left() == 0 ? "" : grouped(found.left()));
        model.put("further", address(here, search, found.number()));
        model.put("number", found.number());
        model.put("pages", found.pages());
        model.put("several", found.pages() > 1);
        model.put("before", found.number() > 1 ? address(here, search, found.number() - 1) : "");
        model.put("next", found.number() < found.pages() ? address(here, search, found.number() + 1) : "");
        model.put("roles", choices(organization, Optional.empty()));
        model.put("admit", admits(organization));
        model.put("comesBack", organization.members().admit() != Membership.Admit.INVITED);
        model.put("days", Invitations.LIFETIME.toDays());
        model.put("mails", mailsPerHour.isPresent());
        model.put("perHour", mailsPerHour.orElse(0));
        Words language = Page.wanted(exchange);
        model.put("messageLanguage", language.language());
        model.put(
                "members",
                found.members().stream()
                        .map(member -> row(member, organization, language))
                        .toList());
        return page.write(exchange, status, model);
    }

    private Map<String, Object> row(Member member, Organization organization, Words language) {
        Instant now = clock.instant();
        Optional<Invitation> open = member.invitation().filter(it -> member.state() == State.INVITED);
        Map<String, Object> row = new HashMap<>();
        row.put("id", member.id());
        row.put("name", member.title());
        row.put(
                "email",
                member.address()
                        .map(EmailAddress::value)
                        .filter(address -> !address.equalsIgnoreCase(member.title()))
                        .orElse(""));
        row.put("state", state(member, now));
        row.put("invited", open.isPresent());
        row.put("active", member.state() == State.ACTIVE);
        row.put("blocked", member.state() == State.BLOCKED);
        row.put("isIn", member.person().isPresent());
        row.put("role", member.role().orElse(""));
        row.put("choices", choices(organization, member.role()));
        row.put("by", member.invitation().map(Invitation::by).orElse(""));
        row.put("since", DAY.format(member.since()));
        row.put("last", member.lastSignIn().map(DAY::format).orElse(""));
        row.put("mail", open.map(it -> mail(it, now)).orElse(""));
        row.put("message", open.map(it -> text.body(organization, it, language)).orElse(""));
        return row;
    }

    private static String state(Member member, Instant now) {
        return switch (member.state()) {
            case INVITED ->
                member.invitation()
                        .map(open -> open.isOver(now)
                                ? "▲ invitation over since " + DAY.format(open.until())
                                : "invited until " + DAY.format(open.until()))
                        .orElse("invited");
            case ACTIVE -> "✓ member";
            case BLOCKED -> "✕ blocked";
        };
    }

    private static String mail(Invitation open, Instant now) {
        return switch (open.mailing()) {
            case NONE -> "";
            case UNDER_WAY ->
                now.isBefore(open.at().plus(ON_ITS_WAY))
                        ? "on its way"
                        : "▲ not known whether it was sent: send it again";
            case SENT -> "✓ sent on " + DAY.format(open.at());
            case FAILED -> "✕ could not be sent: copy the message, or send it again later";
            case TOO_MANY -> "✕ not sent, since too many were in the hour: copy the message, or send it again later";
        };
    }

    private static String admits(Organization organization) {
        return switch (organization.members().admit()) {
            case ANYONE -> "Everybody who can sign in at your identity provider becomes a member.";
            case DOMAINS ->
                "Whoever signs in with an address in "
                        + String.join(
                                ", ",
                                organization.members().emailDomains().stream()
                                        .sorted()
                                        .toList())
                        + " becomes a member; everybody else has to be invited.";
            case INVITED -> "Only who is invited becomes a member.";
        };
    }

    private static List<Map<String, Object>> choices(Organization organization, Optional<String> chosen) {
        List<Map<String, Object>> choices = new ArrayList<>();
        choices.add(Map.of("value", "", "title", "What their groups give", "chosen", chosen.isEmpty()));
        for (String role : organization.roles().roles()) {
            choices.add(Map.of(
                    "value",
                    role,
                    "title",
                    role,
                    "chosen",
                    chosen.filter(role::equals).isPresent()));
        }
        return choices;
    }

    private static String grouped(int number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    private static String address(String here, String search, int number) {
        return here + "?page=" + number
                + (search.isEmpty() ? "" : "&search=" + URLEncoder.encode(search, StandardCharsets.UTF_8));
    }
}
