package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.spring.BareApplication;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;

/** Spring Cloud Gateway alone, with one route and without sign-in: what Gatehouse is built on. */
public final class BareGateway implements Peer {

    @Override
    public String name() {
        return BareApplication.COMMAND;
    }

    @Override
    public String description() {
        return "Spring Cloud Gateway " + version() + " alone, one route, without sign-in or metrics";
    }

    static String version() {
        return GatewayAutoConfiguration.class.getPackage().getImplementationVersion();
    }

    @Override
    public boolean signsIn() {
        return false;
    }

    @Override
    public boolean warmsUpSlowly() {
        return true;
    }

    @Override
    public Program start(Surroundings around, Place place) {
        return SpringProgram.start(name(), around, place, "");
    }
}
