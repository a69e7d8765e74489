package io.gatehouse;

import io.gatehouse.api.Api;
import io.gatehouse.api.ApiPart;
import io.gatehouse.api.people.ActivityCalls;
import io.gatehouse.api.people.MemberCalls;
import io.gatehouse.api.people.SessionCalls;
import io.gatehouse.api.settings.SettingsCalls;
import io.gatehouse.api.settings.SettingsFile;
import io.gatehouse.api.settings.SettingsStatus;
import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.audit.Audit;
import io.gatehouse.audit.store.Activity;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.member.Members;
import io.gatehouse.request.Origins;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.living.LivingSessions;
import io.gatehouse.settings.AllSettings;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an organization's programs can do: a bean for each part of the API. */
@Configuration(proxyBeanMethods = false)
class Programs {

    @Bean
    Api api(ApiKeys keys, Members members, List<ApiPart> parts, Clock clock) {
        return new Api(keys, members, parts, clock);
    }

    @Bean
    SettingsCalls settingsCalls(AllSettings settings, GatewaySettings gateway, Origins origins, Audit audit) {
        SettingsFile form = new OrganizationFiles(gateway);
        return new SettingsCalls(settings, form, new SettingsStatus(form, origins), audit);
    }

    @Bean
    MemberCalls memberCalls(Directory directory, Invitations invitations, MemberChanges changes) {
        return new MemberCalls(directory, invitations, changes);
    }

    @Bean
    SessionCalls sessionCalls(LivingSessions sessions, Revocation revocation, Audit audit, Clock clock) {
        return new SessionCalls(sessions, revocation, audit, clock);
    }

    @Bean
    ActivityCalls activityCalls(Activity activity) {
        return new ActivityCalls(activity);
    }
}
