package io.gatehouse.api.people;

import io.gatehouse.api.Fields;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.Member;
import io.gatehouse.member.Member.State;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.RoleMapping;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A member as JSON. */
final class MemberJson {

    /**
     * What is to become of a member.
     *
     * @param role empty to leave it; an empty one takes the given role away
     * @param state empty to leave it
     */
    record Change(Optional<Optional<String>> role, Optional<State> state) {}

    private MemberJson() {}

    static Map<String, Object> of(Member member) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", member.id());
        json.put("state", member.state().name().toLowerCase(Locale.ROOT));
        json.put("name", member.title());
        member.address().map(EmailAddress::value).ifPresent(email -> json.put("email", email));
        member.role().ifPresent(role -> json.put("role", role));
        member.person()
                .ifPresent(
                        person -> json.put("person", Map.of("issuer", person.issuer(), "subject", person.subject())));
        member.invitation()
                .filter(open -> member.state() == State.INVITED)
                .ifPresent(open -> json.put(
                        "invitation",
                        Map.of(
                                "by", open.by(),
                                "until", open.until().toString(),
                                "mail", open.mailing().name().toLowerCase(Locale.ROOT))));
        json.put("since", member.since().toString());
        member.lastSignIn().map(Instant::toString).ifPresent(last -> json.put("last_sign_in", last));
        return json;
    }

    static Wanted wanted(Map<String, Object> sent, RoleMapping roles) {
        Fields fields = new Fields(sent);
        Optional<EmailAddress> address =
                fields.required("email", "an e-mail address such as bob@acme.com", EmailAddress::parse);
        Optional<String> role = fields.value("role", expected(roles), text -> role(text, roles));
        fields.end();
        return new Wanted(address.orElseThrow(), role);
    }

    static Change change(Map<String, Object> sent, RoleMapping roles) {
        Fields fields = new Fields(sent);
        Optional<String> role = fields.value("role", expected(roles) + ", or null", text -> role(text, roles));
        Optional<State> state = fields.value("state", "active or blocked", MemberJson::state);
        fields.end();
        return new Change(sent.containsKey("role") ? Optional.of(role) : Optional.empty(), state);
    }

    private static String expected(RoleMapping roles) {
        return "one of " + String.join(", ", roles.roles());
    }

    private static Optional<String> role(String text, RoleMapping roles) {
        return Optional.of(text).filter(roles::knows);
    }

    private static Optional<State> state(String text) {
        return switch (text) {
            case "active" -> Optional.of(State.ACTIVE);
            case "blocked" -> Optional.of(State.BLOCKED);
            default -> Optional.empty();
        };
    }
}
