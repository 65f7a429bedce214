package io.aett.reactive.sample.history;

import io.aett.reactive.sample.history.Activity.Count;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.subscription.Projection;
import io.aett.reactive.subscription.ProjectionStore;
import io.aett.reactive.subscription.ProjectionStore.Projected;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Mono;

/** A read model that outlives the command: how much changed in each month. A subscription brings it up to date from where it was. */
public final class Months {

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Commands are short, and one that was killed is soon forgotten. */
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration WRITE_DOWN_EVERY = Duration.ofMillis(50);

    private final Projection<String, Count> projection;

    /** Those of this tenant. */
    public Months(Tenant tenant) {
        String name = tenant.subscription("months");
        this.projection = Projection.builder(
                        name,
                        tenant.store(),
                        ProjectionStore.inStates(tenant.store().states(), name, Count.class))
                .initial(new Count("", 0, 0))
                .on(
                        FileEvent.Changed.class,
                        (change, context) -> month(change.origin().time()),
                        (count, change) -> new Count(
                                month(change.origin().time()),
                                count.changes() + 1,
                                count.lines() + change.linesAdded() + change.linesRemoved()))
                .options(options -> options.tenants(tenant.id())
                        .leaseTime(LEASE)
                        .checkpointEvery(Integer.MAX_VALUE, WRITE_DOWN_EVERY))
                .build();
    }

    private static String month(Instant time) {
        return MONTH.format(time);
    }

    /** Works until everything that is stored is counted, and answers all months, in their order. */
    public Mono<List<Count>> catchUp() {
        return projection
                .runUntil(projection.caughtUp())
                .then(projection.all().map(Projected::value).collectList());
    }

    /** Forgets what was counted. */
    public Mono<Void> forget() {
        return projection.remove();
    }
}
