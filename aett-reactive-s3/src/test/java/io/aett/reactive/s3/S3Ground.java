package io.aett.reactive.s3;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FaultyConnection;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.KillableServer;
import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.Fault.Span;
import io.aett.reactive.testkit.matrix.FaultGround;
import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testservers.S3Server;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** A prefix on a server that can be killed, behind a proxy. */
final class S3Ground extends S3Fixture implements FaultGround, FaultyConnection, KillableServer, ProcessFixture {

    private final SdkAsyncHttpClient connections;
    private final FaultProxy proxy;
    private final Second beside = second();

    S3Ground(S3Server server) {
        this(server, TestClients.connections());
    }

    private S3Ground(S3Server server, SdkAsyncHttpClient connections) {
        super(server, settings -> settings, new Wire(connections));
        this.connections = connections;
        proxy = FaultProxy.to(server.host(), server.port());
        through(server.endpointThrough(proxy.host(), proxy.port()));
    }

    @Override
    public EventStore openBeside(FixtureOptions options) {
        return beside.open(options);
    }

    @Override
    public FaultProxy proxy() {
        return proxy;
    }

    /** What the service says when it has too much to do, or is not well: to every other request. */
    static List<Fault<S3Ground>> refusals() {
        return List.of(refusal("throttled", 503, "SlowDown"), refusal("server errors", 500, "InternalError"));
    }

    private static Fault<S3Ground> refusal(String name, int status, String code) {
        return Fault.quick(
                name,
                Span.PAST_TIMEOUTS,
                (ground, random) -> ground.wire.harm(
                        Integer.MAX_VALUE, request -> random.nextBoolean(), Wire.refused(status, code)),
                ground -> ground.wire.heal());
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
    public Class<? extends StoreOpener> opener() {
        return S3Opener.class;
    }

    @Override
    public List<String> openerArguments() {
        return S3Opener.arguments(this);
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.concatDelayError(
                        beside.dispose(), super.dispose(), onAThread(connections::close), onAThread(proxy::close))
                .then();
    }
}
