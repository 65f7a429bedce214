package io.aett.reactive.mongodb;

import com.mongodb.spi.dns.InetAddressResolver;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testservers.MongoReplicaSet;
import io.aett.reactive.testservers.MongoServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A replica set whose members reach each other through proxies, one in front of each, while clients reach them without. A member and
 * its proxy have the same port, on two loopback addresses: clients take the one where members take the other.
 */
record ThreeMembers(MongoReplicaSet set, Map<MongoServer, FaultProxy> proxies) implements AutoCloseable {

    private static final String MEMBERS_LISTEN = "127.0.0.2";

    static ThreeMembers start() {
        Map<MongoServer, FaultProxy> proxies = new HashMap<>();
        MongoReplicaSet set = MongoReplicaSet.start(MEMBERS_LISTEN, server -> {
            FaultProxy proxy = FaultProxy.to(server.host(), server.port(), server.port());
            proxies.put(server, proxy);
            return proxy.host() + ":" + proxy.port();
        });
        return new ThreeMembers(set, proxies);
    }

    /** For the settings of clients, see {@link InetAddressResolver}. */
    static List<InetAddress> besideTheProxies(String host) throws UnknownHostException {
        return List.of(InetAddress.getByName(MEMBERS_LISTEN));
    }

    @Override
    public void close() {
        set.close();
        proxies.values().forEach(FaultProxy::close);
    }
}
