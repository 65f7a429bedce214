package io.aett.reactive.mongodb;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FaultyConnection;
import io.aett.reactive.testkit.FillableServer;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.matrix.FaultGround;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testservers.MongoServer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A database on a server that can be killed, behind a proxy. */
final class MongoGround extends MongoProcessFixture implements FaultGround, FaultyConnection, FillableServer {

    private final MongoServer server;
    private final FaultProxy proxy;
    private @Nullable ThreeMembers three;

    MongoGround(MongoServer server) {
        super(server);
        this.server = server;
        proxy = FaultProxy.to(server.host(), server.port());
    }

    /** The data are on a replica set of three from now on. */
    void moveTo(ThreeMembers members) {
        three = members;
        uri = members.set().uri();
    }

    @Override
    MongoClientSettings.Builder settings() {
        MongoClientSettings.Builder settings = super.settings();
        return three == null ? settings : settings.inetAddressResolver(ThreeMembers::besideTheProxies);
    }

    private MongoOptions options(FixtureOptions options) {
        return options.applyTo(MongoOptions.builder()).database(database).build();
    }

    @Override
    public EventStore open(FixtureOptions options) {
        if (three != null) {
            return openBeside(options);
        }
        ConnectionString through = new ConnectionString(server.uriThrough(proxy.host(), proxy.port()));
        return open(client(settings().applyConnectionString(through)), options(options));
    }

    @Override
    public EventStore openBeside(FixtureOptions options) {
        return open(client(), options(options));
    }

    @Override
    public FaultProxy proxy() {
        return proxy;
    }

    @Override
    public Mono<Void> fillDisk() {
        return onAThread(() -> server.limitFiles(1));
    }

    @Override
    public Mono<Void> kill() {
        return onAThread(server::kill);
    }

    @Override
    public Mono<Void> stop() {
        return onAThread(server::stop);
    }

    @Override
    public Mono<Void> start() {
        return onAThread(server::start);
    }

    @Override
    public Mono<Void> pause() {
        return onAThread(server::pause);
    }

    @Override
    public Mono<Void> resume() {
        return onAThread(server::resume);
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.concatDelayError(super.dispose(), onAThread(proxy::close)).then();
    }
}
