package io.gatehouse.bench.machine;

import java.util.List;
import java.util.Map;

/** nginx as the bench starts it, for the upstream and for the peer. */
public final class NginxProgram {

    private static final String BEGIN = """
            %sdaemon off; pid nginx.pid; error_log stderr warn; events { worker_connections 4096; }
            """;

    private NginxProgram() {}

    /** @param config without the part that is the same everywhere */
    public static Program start(String name, Folder folder, String config) {
        // Workers would become somebody who may not read the files of the run.
        String user = System.getProperty("user.name").equals("root") ? "user root; " : "";
        String file = folder.write("nginx.conf", BEGIN.formatted(user) + config).toString();
        List<String> command = List.of(Tool.NGINX.path(), "-p", folder.path() + "/", "-c", file, "-e", "stderr");
        return Program.start(name, folder.path(), Map.of(), command);
    }
}
