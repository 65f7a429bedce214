package io.aett.reactive.testkit.domain;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Saga;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A saga that does what it is told: has amounts added, now or when it is time. */
public final class Errand extends Saga {

    /** What an errand is told. */
    public interface Told {
        /** Which errand. */
        String errand();
    }

    /** To have these amounts added in this order; one below zero by {@link Subtract}. */
    @Topic("testkit.errand.asked")
    public record Asked(String errand, List<Integer> amounts) implements Told {
        /** With these. */
        public static Asked of(String errand, Integer... amounts) {
            return new Asked(errand, Arrays.asList(amounts));
        }
    }

    /** To have this amount added then, instead of what this timer was set for before. */
    @Topic("testkit.errand.timed")
    public record Timed(String errand, String timer, Instant due, int amount) implements Told {}

    /** To take this timer back. */
    @Topic("testkit.errand.untimed")
    public record Untimed(String errand, String timer) implements Told {}

    /** A command of an errand. */
    public interface Task {
        /** Whose. */
        String errand();

        /** How much. */
        int amount();
    }

    /** Add an amount. */
    @Topic("testkit.errand.add")
    public record Add(String errand, int amount) implements Task {}

    /** Add an amount that is below zero. */
    @Topic("testkit.errand.subtract")
    public record Subtract(String errand, int amount) implements Task {}

    private final Consumer<Object> before;

    /** An errand without events. */
    public Errand(String id) {
        this(id, event -> {});
    }

    /** Hands each event to {@code before} first, which may refuse it. */
    public Errand(String id, Consumer<Object> before) {
        super(id);
        this.before = before;
    }

    void apply(Asked event) {
        before.accept(event);
        event.amounts().forEach(amount -> dispatch(task(event.errand(), amount)));
    }

    void apply(Timed event) {
        before.accept(event);
        schedule(event.timer(), event.due(), task(event.errand(), event.amount()));
    }

    void apply(Untimed event) {
        before.accept(event);
        cancel(event.timer());
    }

    private static Task task(String errand, int amount) {
        return amount < 0 ? new Subtract(errand, amount) : new Add(errand, amount);
    }
}
