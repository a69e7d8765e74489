package io.gatehouse.organization.entra;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** One of Microsoft's clouds: the hosts that sign people in, those that tokens name, and where groups are asked for. */
public enum Cloud {
    GLOBAL(
            "login\\.microsoftonline\\.com|login\\.windows\\.net|login\\.microsoft\\.com|sts\\.windows\\.net",
            "login\\.microsoftonline\\.com|sts\\.windows\\.net",
            "https://graph.microsoft.com"),
    US_GOVERNMENT(
            "login\\.microsoftonline\\.us",
            "login\\.microsoftonline\\.us|sts\\.windows\\.net",
            "https://graph.microsoft.us"),
    CHINA(
            "login\\.partner\\.microsoftonline\\.cn|login\\.chinacloudapi\\.cn|sts\\.chinacloudapi\\.cn",
            "login\\.partner\\.microsoftonline\\.cn|sts\\.chinacloudapi\\.cn",
            "https://microsoftgraph.chinacloudapi.cn"),

    /** External ID and B2C: a host for each directory, and people from everywhere in it. */
    CUSTOMERS("[a-z0-9-]+\\.(ciamlogin|b2clogin)\\.com", "[a-z0-9-]+\\.(ciamlogin|b2clogin)\\.com", GLOBAL.graph);

    private final Pattern hosts;
    private final Pattern issuerHosts;
    private final String graph;

    Cloud(String hosts, String issuerHosts, String graph) {
        this.hosts = Pattern.compile(hosts);
        this.issuerHosts = Pattern.compile(issuerHosts);
        this.graph = graph;
    }

    /** @param host in lower case; empty for one that is not Microsoft's */
    static Optional<Cloud> of(String host) {
        return Arrays.stream(values())
                .filter(cloud -> cloud.hosts.matcher(host).matches())
                .findFirst();
    }

    /** Whether tokens of this cloud may name an issuer on this host. */
    boolean isIssuerHost(String host) {
        return issuerHosts.matcher(host).matches();
    }

    /** Where Microsoft Graph is: an https origin. */
    public String graph() {
        return graph;
    }
}
