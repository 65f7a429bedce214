package io.aett.reactive.process;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaCommand;
import io.aett.reactive.internal.Arounds;
import io.aett.reactive.internal.ByClass;
import io.aett.reactive.internal.Handled;
import io.aett.reactive.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hands the commands in a commit to their handlers. */
final class Commands {

    private final String relay;
    private final ByClass<BiFunction<Object, CommandContext, ? extends Publisher<?>>> handlers;
    private final Arounds<CommandCall> arounds;

    Commands(
            String relay,
            Map<Class<?>, BiFunction<Object, CommandContext, ? extends Publisher<?>>> handlers,
            Arounds<CommandCall> arounds) {
        this.relay = relay;
        this.handlers = new ByClass<>(handlers);
        this.arounds = arounds;
    }

    /** Those that a saga dispatched, in their order, or that of a timer. */
    Mono<Void> handOver(Commit commit) {
        List<SagaCommand> commands = Saga.commandsOf(commit);
        if (!commands.isEmpty()) {
            return Flux.fromIterable(commands)
                    .concatMap(
                            command -> handOver(
                                    commit,
                                    command.message(),
                                    commit.streamId(),
                                    Ids.ofCommand(commit, command.n()),
                                    commit.commitStamp()),
                            0)
                    .then();
        }
        Optional<FiredTimer> fired = FiredTimer.of(commit);
        return fired.isEmpty()
                ? Mono.empty()
                : handOver(
                        commit,
                        fired.get().command(),
                        fired.get().sagaId(),
                        commit.commitId(),
                        fired.get().due());
    }

    private Mono<Void> handOver(Commit commit, EventMessage command, String sagaId, UUID id, Instant due) {
        Object body = command.body();
        var handler = handlers.of(body).orElse(null);
        if (handler == null) {
            return Mono.error(new NoCommandHandlerException(relay, body.getClass()));
        }
        return Mono.deferContextual(view -> {
                    CommandContext context =
                            new CommandContext(id, commit.tenantId(), sagaId, Subscription.attempt(view), due);
                    return arounds.around(
                            () -> new CommandCall(relay, body, context, commit),
                            Mono.defer(() -> handled(body, handler, context)));
                })
                .contextWrite(Correlation.causedBy(commit)::writeTo);
    }

    private static Mono<Void> handled(
            Object body, BiFunction<Object, CommandContext, ? extends Publisher<?>> handler, CommandContext context) {
        return Handled.by(() -> Objects.requireNonNull(
                handler.apply(body, context),
                () -> "the handler of " + body.getClass().getName()
                        + " returned null; where there is nothing to wait for, return Mono.empty()"));
    }
}
