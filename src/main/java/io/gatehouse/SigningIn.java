package io.gatehouse;

import io.gatehouse.api.Api;
import io.gatehouse.assertion.AssertionKeys;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Guests;
import io.gatehouse.console.TestReports;
import io.gatehouse.index.IndexPage;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Callback;
import io.gatehouse.login.Login;
import io.gatehouse.login.bearer.BearerRoom;
import io.gatehouse.login.choice.Choice;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.reach.ProviderTimes;
import io.gatehouse.login.reach.Reach;
import io.gatehouse.login.recheck.ByRefreshToken;
import io.gatehouse.login.recheck.Pauses;
import io.gatehouse.login.recheck.RecheckRoom;
import io.gatehouse.login.recheck.RelayRoom;
import io.gatehouse.logout.BackChannelLogout;
import io.gatehouse.logout.FrontChannelLogout;
import io.gatehouse.logout.Logout;
import io.gatehouse.member.MemberSignIn;
import io.gatehouse.member.Members;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.SetupLinks;
import io.gatehouse.settings.store.SettingsStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How people sign in and out, and how their admins set that up. */
@Configuration(proxyBeanMethods = false)
class SigningIn {

    @Bean
    Reach reach(GatewaySettings settings, MeterRegistry meters) {
        return Reach.through(settings.egress(), settings.publicUrl().isLoopback(), new ProviderTimes(meters));
    }

    @Bean
    Providers providers(Reach reach, PublicUrl publicUrl, Clock clock) {
        return new Providers(reach, publicUrl, clock);
    }

    @Bean
    Login login(Providers providers, Origins origins, SecretKeys keys, Clock clock, MeterRegistry meters) {
        return new Login(providers, origins, keys, clock, meters);
    }

    @Bean
    TestReports testReports(AllSettings settings, Guests guests, Audit audit, Clock clock) {
        return new TestReports(settings, guests, audit, clock);
    }

    @Bean
    SetupLinks setupLinks(SettingsStore store, Clock clock) {
        return new SetupLinks(store, clock);
    }

    @Bean
    Guests guests(PublicUrl publicUrl, SecretKeys keys, Sessions sessions, SetupLinks links, Clock clock) {
        return new Guests(publicUrl, keys, sessions, links, clock);
    }

    @Bean
    Callback callback(
            Login login,
            Providers providers,
            Sessions sessions,
            MemberSignIn memberSignIn,
            Confirmations confirmations,
            Audit audit,
            BrokenSignIns broken,
            TestReports reports,
            MeterRegistry meters,
            Clock clock) {
        return new Callback(
                login, providers, sessions, memberSignIn, confirmations, audit, broken, reports, meters, clock);
    }

    @Bean
    Pauses pauses(Clock clock) {
        return new Pauses(clock);
    }

    @Bean
    Confirmations confirmations(
            SessionStore store,
            Sessions sessions,
            Providers providers,
            Members members,
            BrokenSignIns broken,
            Pauses pauses,
            Audit audit,
            MeterRegistry meters,
            Clock clock) {
        ByRefreshToken recheck = new ByRefreshToken(providers, members, broken, pauses, audit, meters);
        return new Confirmations(store, sessions, recheck, clock);
    }

    @Bean
    RecheckRoom recheckRoom(
            Sessions sessions,
            Confirmations confirmations,
            Providers providers,
            Login login,
            Pauses pauses,
            Clock clock) {
        return new RecheckRoom(sessions, confirmations, providers, login, pauses, clock);
    }

    @Bean
    RelayRoom relayRoom(
            SessionStore store, Sessions sessions, Confirmations confirmations, Pauses pauses, Clock clock) {
        return new RelayRoom(store, sessions, confirmations, pauses, clock);
    }

    @Bean
    BearerRoom bearerRoom(Providers providers, Members members, Clock clock) {
        return new BearerRoom(providers, members, clock);
    }

    @Bean
    Logout logout(Sessions sessions, SessionCookies cookies, Providers providers, Audit audit) {
        return new Logout(sessions, cookies, providers, audit);
    }

    @Bean
    BackChannelLogout backChannelLogout(Providers providers, Revocation revocation, Audit audit) {
        return new BackChannelLogout(providers, revocation, audit);
    }

    @Bean
    FrontChannelLogout frontChannelLogout(Providers providers, Revocation revocation, Audit audit, Clock clock) {
        return new FrontChannelLogout(providers, revocation, audit, clock);
    }

    @Bean
    IndexPage indexPage(Login login, Sessions sessions, SessionCookies cookies, PublicUrl publicUrl) {
        return new IndexPage(login, sessions, cookies, publicUrl);
    }

    @Bean
    OwnPages ownPages(
            Login login,
            PublicUrl publicUrl,
            Callback callback,
            Logout logout,
            BackChannelLogout backChannel,
            FrontChannelLogout frontChannel,
            List<ConsolePage> console,
            Api api,
            IndexPage index,
            AssertionKeys assertionKeys) {
        return new OwnPages(
                new Choice(login, publicUrl),
                callback,
                logout,
                backChannel,
                frontChannel,
                console,
                api,
                index,
                assertionKeys);
    }
}
