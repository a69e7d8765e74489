package io.gatehouse.bench;

import io.gatehouse.bench.load.Browser;
import io.gatehouse.bench.load.IdTokenSize;
import io.gatehouse.bench.machine.Redis;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Running;
import io.gatehouse.bench.report.Findings.SessionSize;
import java.net.URI;

/** Weighs one session of Gatehouse in Redis: the sign-in of somebody without groups. */
final class SessionScales {

    private static final String HOT = "gatehouse:{*}:session";

    private SessionScales() {}

    static SessionSize weigh(Running gateway, Stage stage) {
        Redis redis = stage.around().redis();
        int database = gateway.database();
        URI page = gateway.address(gateway.peer().prefix(0) + "/" + Page.SMALL.segment());
        URI asked = new Browser(stage.around().issuer()).authorizationRequest(page);
        long hot = redis.bytes(database, HOT);
        long all = redis.bytes(database, "*");
        new Browser(stage.around().issuer()).signIn(page, stage.nora());
        hot = redis.bytes(database, HOT) - hot;
        all = redis.bytes(database, "*") - all;
        return new SessionSize(hot, all, IdTokenSize.bytes(stage.around(), asked, stage.nora()));
    }
}
