package io.aett.reactive.testkit.subscription;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store that, while it is told to, is not available, or loses the answers to what was done. Its followers live through that. */
public final class FailingStore {

    /** How it fails. */
    public enum Way {
        /** Not at all. */
        NONE,
        /** Nothing is sent. */
        UNAVAILABLE,
        /** Changes are made, and their answers lost; reads are not available. */
        UNKNOWN
    }

    private final EventStore store;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger followers = new AtomicInteger();
    private final AtomicInteger followed = new AtomicInteger();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private volatile Way way = Way.NONE;
    private volatile String operation = "";
    private volatile String key = "";
    private final AtomicInteger counted = new AtomicInteger();
    private volatile int at;
    private volatile int onceAt;
    private volatile Way once = Way.NONE;
    private volatile Runnable action = () -> {};

    /** In front of a store. */
    public FailingStore(EventStore store) {
        this.store = new InterposedStates(store, new InterposedStates.Between() {
            @Override
            public <T> Mono<T> one(String called, String of, Mono<T> call) {
                return Mono.defer(() -> {
                    underWay.incrementAndGet();
                    return failing(called, of, call).doFinally(end -> underWay.decrementAndGet());
                });
            }

            @Override
            public <T> Flux<T> many(String called, Flux<T> call) {
                if (called.equals("follow")) {
                    return call.doOnNext(value -> followed.incrementAndGet())
                            .doOnSubscribe(begun -> followers.incrementAndGet())
                            .doFinally(end -> followers.decrementAndGet());
                }
                return Flux.defer(() -> {
                    underWay.incrementAndGet();
                    return (next(called, "") == Way.NONE ? call : Flux.<T>error(unavailable(called)))
                            .doFinally(end -> underWay.decrementAndGet());
                });
            }
        });
    }

    /** How the next operation goes. */
    private Way next(String called, String of) {
        asked.merge(called + " " + of, 1, Integer::sum);
        int number = counted.incrementAndGet();
        if (number == at) {
            action.run();
        }
        boolean meant = (operation.isEmpty() || operation.equals(called)) && of.startsWith(key);
        Way now = number == onceAt ? once : meant ? way : Way.NONE;
        if (now != Way.NONE) {
            failures.incrementAndGet();
        }
        return now;
    }

    private <T> Mono<T> failing(String called, String of, Mono<T> call) {
        Way now = next(called, of);
        if (now == Way.NONE) {
            return call;
        }
        String lost = "lost on purpose: " + called + " " + of;
        if (now == Way.UNKNOWN && called.equals("commit")) {
            return call.then(Mono.error(() -> new CommitOutcomeUnknownException(lost)));
        }
        return now == Way.UNKNOWN && Set.of("create", "replace", "remove").contains(called)
                ? call.then(Mono.error(() -> new StateOutcomeUnknownException(lost)))
                : Mono.error(unavailable(called));
    }

    private static StorageUnavailableException unavailable(String called) {
        return new StorageUnavailableException("not available on purpose: " + called);
    }

    /** The store. */
    public EventStore store() {
        return store;
    }

    /** Begins to fail; in everything where {@code operation} is empty, else in this, on keys that begin so. */
    public void fail(Way how, String operation, String key) {
        this.operation = operation;
        this.key = key;
        way = how;
    }

    /** Does this when the operation of this number, from 1, is about to be sent. */
    public void at(int number, Runnable todo) {
        action = todo;
        at = number;
    }

    /** Fails in the operation of this number, from 1, and in no other. */
    public void failAt(int number, Way how) {
        once = how;
        onceAt = number;
    }

    /** How many operations were asked for. */
    public int counted() {
        return counted.get();
    }

    /** Is well again. */
    public void heal() {
        way = Way.NONE;
    }

    /** How often it failed. */
    public int failures() {
        return failures.get();
    }

    /** How many operations have not ended. */
    public int underWay() {
        return underWay.get();
    }

    /** How many follow it. */
    public int followers() {
        return followers.get();
    }

    /** How many commits its followers were given. */
    public int followed() {
        return followed.get();
    }

    /** Which operations were asked for. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        asked.keySet().forEach(call -> operations.add(call.substring(0, call.indexOf(' '))));
        return operations;
    }

    /** How often this was asked for, of entries or streams whose names begin so. */
    public int asked(String operation, String key) {
        return asked.entrySet().stream()
                .filter(call -> call.getKey().startsWith(operation + " " + key))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
