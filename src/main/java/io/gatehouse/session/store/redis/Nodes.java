package io.gatehouse.session.store.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.function.Supplier;

/** Which node of Redis keeps a session: always the same one, or in a Cluster the master of its slot. */
final class Nodes {

    static final String ONLY = "";

    private final Supplier<AbstractRedisClient> client;

    /** @param client which has been in contact when it is first asked for */
    Nodes(Supplier<AbstractRedisClient> client) {
        this.client = client;
    }

    String of(String hash) {
        if (!(client.get() instanceof RedisClusterClient cluster)) {
            return ONLY;
        }
        RedisClusterNode master =
                cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(SessionScripts.session(hash)));
        return master == null ? ONLY : master.getNodeId();
    }
}
