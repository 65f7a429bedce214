package io.aett.reactive.spring.actuate;

import io.aett.reactive.spring.actuate.SubscriptionsEndpoint.Found;
import io.aett.reactive.spring.actuate.SubscriptionsEndpoint.SetAside;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.SliceStatus;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import reactor.core.publisher.Mono;

/**
 * Subscriptions of the store, whichever process runs them: read, paused, resumed and reset, and what they set aside read, replayed and discarded. What does not exist is not found; what is
 * asked for wrongly is an invalid request.
 */
@Endpoint(id = "aettsubscriptions")
@RegisterReflectionForBinding({
    Found.class,
    SetAside.class,
    SubscriptionStatus.class,
    SliceStatus.class,
    ParkedCommit.class
})
public final class SubscriptionsEndpoint {

    /** All subscriptions that ever ran and were not removed. */
    public record Found(List<SubscriptionStatus> subscriptions) {}

    /** What is set aside, each stream's in its order. */
    public record SetAside(List<ParkedCommit> parked) {}

    private final Subscriptions subscriptions;

    /** Of this store. */
    public SubscriptionsEndpoint(Subscriptions subscriptions) {
        this.subscriptions = Objects.requireNonNull(subscriptions, "subscriptions");
    }

    /** All, by name. */
    @ReadOperation
    public Mono<Found> subscriptions() {
        return subscriptions.list().collectList().map(Found::new);
    }

    /** One; empty when it never ran. */
    @ReadOperation
    public Mono<SubscriptionStatus> subscription(@Selector String name) {
        return subscriptions.status(name).onErrorComplete(SubscriptionNotFoundException.class);
    }

    /** Under {@code parked}: what one set aside; empty when it never ran, and for any other word. */
    @ReadOperation
    public Mono<SetAside> parked(@Selector String name, @Selector String what) {
        return what.equals("parked")
                ? subscriptions
                        .parked(name)
                        .collectList()
                        .map(SetAside::new)
                        .onErrorComplete(SubscriptionNotFoundException.class)
                : Mono.empty();
    }

    /**
     * Steers one, and gives its status then.
     *
     * @param action pause, resume, reset, replay or discard
     * @param from of a reset: beginning, end, a checkpoint or a time
     * @param tenantId of a replay or a discard: the tenant of what is set aside; all without it
     * @param streamId of a replay or a discard: the stream; all without it
     * @param checkpoint of a replay or a discard: the commit; all without it
     */
    @WriteOperation
    public Mono<SubscriptionStatus> steer(
            @Selector String name,
            @Selector String action,
            @Nullable String from,
            @Nullable String tenantId,
            @Nullable String streamId,
            @Nullable Long checkpoint) {
        SetAsideFilter filter = new SetAsideFilter(tenantId, streamId, checkpoint);
        Mono<Void> done = switch (action) {
            case "pause" -> subscriptions.pause(name);
            case "resume" -> subscriptions.resume(name);
            case "reset" -> reset(name, from);
            case "replay" -> each(name, filter, subscriptions::replay);
            case "discard" -> discard(name, filter);
            default ->
                throw new InvalidEndpointRequestException(
                        action + " is none of pause, resume, reset, replay and discard", "unknown action");
        };
        return done.then(subscriptions.status(name)).onErrorComplete(SubscriptionNotFoundException.class);
    }

    /** Where to begin again has to be said: a default would hand everything out again by mistake. */
    private Mono<Void> reset(String name, @Nullable String from) {
        if (from == null) {
            throw new InvalidEndpointRequestException("a reset needs from", "from is missing");
        }
        try {
            return subscriptions.reset(name, Beginning.of(from));
        } catch (IllegalArgumentException wrong) {
            throw new InvalidEndpointRequestException(String.valueOf(wrong.getMessage()), "from is wrong", wrong);
        }
    }

    /** What is discarded is gone, so it is named. */
    private Mono<Void> discard(String name, SetAsideFilter filter) {
        if (!filter.namesOne()) {
            throw new InvalidEndpointRequestException(
                    "a discard needs tenantId, streamId and checkpoint", "what to discard is not said");
        }
        return each(name, filter, subscriptions::discard);
    }

    private Mono<Void> each(String name, SetAsideFilter filter, Function<ParkedCommit, Mono<Void>> change) {
        return subscriptions
                .parked(name)
                .filter(filter::matches)
                .concatMap(change)
                .then();
    }

    /** Each null for all. */
    private record SetAsideFilter(
            @Nullable String tenantId,
            @Nullable String streamId,
            @Nullable Long checkpoint) {

        boolean namesOne() {
            return tenantId != null && streamId != null && checkpoint != null;
        }

        boolean matches(ParkedCommit parked) {
            return (tenantId == null || tenantId.equals(parked.tenantId()))
                    && (streamId == null || streamId.equals(parked.streamId()))
                    && (checkpoint == null || checkpoint == parked.checkpoint());
        }
    }
}
