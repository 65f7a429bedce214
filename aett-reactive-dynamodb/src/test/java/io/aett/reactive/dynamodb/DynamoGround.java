package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FaultyConnection;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.Fault.Span;
import io.aett.reactive.testkit.matrix.FaultGround;
import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkRequest;

/** A table behind a proxy, on a server that refuses when it is asked to. */
final class DynamoGround extends DynamoFixture implements FaultGround, FaultyConnection, ProcessFixture {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final FaultProxy proxy =
            FaultProxy.to(DynamoFixture.server().host(), DynamoFixture.server().port());
    private final Faults refusals = new Faults();

    @Override
    public EventStore open(FixtureOptions options) {
        return openThrough(options, DynamoFixture.server().endpointThrough(proxy.host(), proxy.port()), LONG, refusals);
    }

    @Override
    public EventStore openBeside(FixtureOptions options) {
        return super.open(options);
    }

    @Override
    public FaultProxy proxy() {
        return proxy;
    }

    /** What the service says when it has too much to do, or is not well: to every other request. */
    static List<Fault<DynamoGround>> refusals() {
        return List.of(refusal("throttled", Faults::throttled), refusal("server errors", Faults::serverError));
    }

    private static Fault<DynamoGround> refusal(String name, Function<SdkRequest, RuntimeException> failure) {
        return Fault.quick(
                name,
                Span.PAST_TIMEOUTS,
                (ground, random) -> ground.refusals.fail(request -> random.nextBoolean(), Faults.ALWAYS, failure),
                ground -> ground.refusals.heal());
    }

    @Override
    public Class<? extends StoreOpener> opener() {
        return DynamoOpener.class;
    }

    @Override
    public List<String> openerArguments() {
        return DynamoOpener.arguments(this);
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.concatDelayError(super.dispose(), onAThread(proxy::close)).then();
    }
}
