package io.aett.reactive.testkit.process;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What a consumer is to do.
 *
 * @param opener the class of its {@link StoreOpener}
 * @param openerArguments what that is told
 * @param name the subscription
 * @param slices its slices
 * @param leaseTime its lease time
 * @param handling what the handler does
 */
public record ConsumerOptions(
        String opener, List<String> openerArguments, String name, int slices, Duration leaseTime, Handling handling) {

    /** How many commits are at work at once. */
    public static final int CONCURRENCY = 4;

    /** In streams whose names begin so, {@link Handling#POISON} fails. */
    public static final String POISON = "poison-";

    /** The sequence of the first commit in such a stream that fails. */
    public static final int FIRST_POISON = 3;

    private static final Duration PACE = Duration.ofMillis(4);
    private static final Duration FIRST_RETRY = Duration.ofMillis(5);
    private static final Duration LONGEST_RETRY = Duration.ofMillis(100);

    /** What a handler does. */
    public enum Handling {
        /** Reports. */
        REPORT,
        /** Reports, but for commits of poison, which fail and are set aside. */
        POISON,
        /** Reports what it begins, and writes it in the transaction that the checkpoint moves in. */
        TRANSACTION,
        /** Runs errands and what they dispatch; what comes of it is in the store. */
        ERRANDS,
        /** Consumes nothing: writes to a stream that has the name of the subscription, and reports what was stored. */
        WRITE
    }

    public ConsumerOptions {
        openerArguments = List.copyOf(openerArguments);
    }

    /** For a fixture's data. */
    public static ConsumerOptions of(
            ProcessFixture fixture, String name, int slices, Duration leaseTime, Handling handling) {
        return new ConsumerOptions(
                fixture.opener().getName(), fixture.openerArguments(), name, slices, leaseTime, handling);
    }

    /** Whether {@link Handling#POISON} fails with it. */
    public static boolean isPoison(Commit commit) {
        return commit.streamId().startsWith(POISON) && commit.commitSequence() >= FIRST_POISON;
    }

    /** These options as {@link #read} takes them. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                opener,
                name,
                Integer.toString(slices),
                leaseTime.toString(),
                handling.name(),
                Integer.toString(openerArguments.size())));
        lines.addAll(openerArguments);
        return lines;
    }

    static ConsumerOptions read(BufferedReader lines) throws IOException {
        String opener = lines.readLine();
        String name = lines.readLine();
        int slices = Integer.parseInt(lines.readLine());
        Duration leaseTime = Duration.parse(lines.readLine());
        Handling handling = Handling.valueOf(lines.readLine());
        List<String> arguments = new ArrayList<>();
        for (int left = Integer.parseInt(lines.readLine()); left > 0; left--) {
            arguments.add(lines.readLine());
        }
        return new ConsumerOptions(opener, arguments, name, slices, leaseTime, handling);
    }

    StoreOpener newOpener() throws ReflectiveOperationException {
        return Class.forName(opener)
                .asSubclass(StoreOpener.class)
                .getConstructor()
                .newInstance();
    }

    Consuming consuming(StoreOpener by, EventStore store, Report report) {
        return switch (handling) {
            case ERRANDS -> Consuming.errands(store, options -> quick(options).retry(20, FIRST_RETRY, LONGEST_RETRY));
            case WRITE -> Consuming.writing(store, name, PACE, report);
            default -> Consuming.of(subscription(by, store, report));
        };
    }

    private Subscription.Builder quick(Subscription.Builder builder) {
        return builder.slices(slices)
                .leaseTime(leaseTime)
                .concurrency(CONCURRENCY)
                .checkpointEvery(10, Duration.ofMillis(50));
    }

    private Subscription subscription(StoreOpener by, EventStore store, Report report) {
        Function<Commit, Mono<Void>> reporting =
                commit -> Mono.delay(PACE).then(Mono.fromRunnable(() -> report.handled(commit)));
        Subscription.Builder builder =
                quick(Subscription.builder(name, store)).retry(2, Duration.ofMillis(1), Duration.ofMillis(1));
        return switch (handling) {
            case POISON ->
                builder.onCommit(commit -> isPoison(commit)
                                ? Mono.error(new IllegalStateException("poison"))
                                : reporting.apply(commit))
                        .build();
            case TRANSACTION ->
                ((TransactionalOpener) by)
                        .inTransaction(builder, store, reporting)
                        .build();
            default -> builder.onCommit(reporting).build();
        };
    }
}
