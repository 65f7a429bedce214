package io.aett.reactive.testkit.subscription;

import io.aett.reactive.process.CommandContext;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** A handler of commands that keeps a record. */
public final class Handovers {

    /** A command that was handed over. */
    public record Handover(Task task, CommandContext context) {}

    private final BiFunction<Task, CommandContext, @Nullable Publisher<?>> work;
    private final List<Handover> begun = new ArrayList<>();

    private Handovers(BiFunction<Task, CommandContext, @Nullable Publisher<?>> work) {
        this.work = work;
    }

    /** Does this. */
    public static Handovers of(BiFunction<Task, CommandContext, @Nullable Publisher<?>> work) {
        return new Handovers(work);
    }

    /** Does nothing else. */
    public static Handovers empty() {
        return of((task, context) -> Mono.empty());
    }

    /** The handler. */
    public @Nullable Publisher<?> handOver(Task task, CommandContext context) {
        synchronized (begun) {
            begun.add(new Handover(task, context));
        }
        return work.apply(task, context);
    }

    /** All of them, repeated ones too. */
    public List<Handover> begun() {
        synchronized (begun) {
            return List.copyOf(begun);
        }
    }

    /** Those of one errand. */
    public List<Handover> of(String errand) {
        return begun().stream()
                .filter(handover -> handover.task().errand().equals(errand))
                .toList();
    }

    /** What was to be added to one errand, repeated ones too. */
    public List<Integer> amounts(String errand) {
        return of(errand).stream().map(handover -> handover.task().amount()).toList();
    }

    /** The ids of one errand's commands, repeated ones too. */
    public List<UUID> ids(String errand) {
        return of(errand).stream()
                .map(handover -> handover.context().commandId())
                .toList();
    }

    /** Waits until so many, repeated ones too, were handed over. */
    public List<Handover> await(int count) {
        Await.until(() -> count + " to be handed over; " + this, () -> begun().size() >= count);
        return begun();
    }

    @Override
    public String toString() {
        return begun().size() + " handed over";
    }
}
