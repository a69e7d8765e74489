package io.gatehouse;

import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.audit.Audit;
import io.gatehouse.audit.store.Activity;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.console.Console;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Guests;
import io.gatehouse.console.Tab;
import io.gatehouse.console.TestReports;
import io.gatehouse.console.activity.ActivityPage;
import io.gatehouse.console.general.GeneralPage;
import io.gatehouse.console.key.KeysPage;
import io.gatehouse.console.member.MemberRows;
import io.gatehouse.console.member.MembersPage;
import io.gatehouse.console.provider.ProviderRows;
import io.gatehouse.console.provider.ProvidersPage;
import io.gatehouse.console.role.RolesPage;
import io.gatehouse.console.session.SessionsPage;
import io.gatehouse.invitation.InvitationText;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Login;
import io.gatehouse.mail.MailServer;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.request.Origins;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.living.LivingSessions;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.SetupLinks;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pages on which an organization's admins run it: a bean for each, and a line in the navigation. */
@Configuration(proxyBeanMethods = false)
class SettingsPages {

    /** In the order of the navigation. */
    private static final List<Tab> TABS = List.of(
            Console.TAB,
            GeneralPage.TAB,
            MembersPage.TAB,
            RolesPage.TAB,
            SessionsPage.TAB,
            ActivityPage.TAB,
            KeysPage.TAB);

    @Bean
    Desk desk(
            Login login,
            Guests guests,
            SetupLinks links,
            SecretKeys keys,
            AllSettings settings,
            Audit audit,
            Clock clock) {
        return new Desk(login, guests, links, keys, settings, audit, clock, TABS);
    }

    @Bean
    Console console(
            Desk desk,
            Login login,
            AllSettings settings,
            TestReports reports,
            Origins origins,
            BrokenSignIns broken,
            Clock clock) {
        return new Console(desk, login, settings, reports, origins, broken, clock);
    }

    /** Not in the navigation: the sign-on page leads there. */
    @Bean
    ProvidersPage providersPage(
            Desk desk, Login login, AllSettings settings, TestReports reports, Origins origins, Clock clock) {
        return new ProvidersPage(desk, login, settings, reports, new ProviderRows(origins), clock);
    }

    @Bean
    GeneralPage generalPage(Desk desk, AllSettings settings) {
        return new GeneralPage(desk, settings);
    }

    @Bean
    MembersPage membersPage(
            Desk desk,
            Directory directory,
            Invitations invitations,
            MemberChanges changes,
            InvitationText text,
            GatewaySettings settings,
            Clock clock) {
        MemberRows rows = new MemberRows(text, settings.mail().map(MailServer::perHour), clock);
        return new MembersPage(desk, directory, invitations, changes, rows);
    }

    @Bean
    LivingSessions livingSessions(Sessions sessions, SessionStore store, SessionIndex index, Clock clock) {
        return new LivingSessions(sessions, store, index, clock);
    }

    @Bean
    RolesPage rolesPage(Desk desk, AllSettings settings, LivingSessions sessions) {
        return new RolesPage(desk, settings, sessions);
    }

    @Bean
    SessionsPage sessionsPage(Desk desk, LivingSessions sessions, Revocation revocation, Clock clock) {
        return new SessionsPage(desk, sessions, revocation, clock);
    }

    @Bean
    ActivityPage activityPage(Desk desk, Activity activity, Audit audit) {
        return new ActivityPage(desk, activity, audit);
    }

    @Bean
    KeysPage keysPage(Desk desk, ApiKeys keys, Clock clock) {
        return new KeysPage(desk, keys, clock);
    }
}
