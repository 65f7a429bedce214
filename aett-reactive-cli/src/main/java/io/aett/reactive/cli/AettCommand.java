package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.store.StorePlace;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/** What commands have in common, and the one place where a thread waits for a result. */
abstract class AettCommand implements Callable<Integer> {

    private final Aett aett;

    AettCommand(Aett aett) {
        this.aett = aett;
    }

    /** The command's own work; answers the exit code. What is wrong with the input is thrown before anything is opened. */
    abstract Mono<Integer> work();

    @Override
    public final Integer call() {
        Integer code = work().block();
        return code == null ? 0 : code;
    }

    Aett aett() {
        return aett;
    }

    Terminal terminal() {
        return aett.terminal();
    }

    PrintWriter out() {
        return terminal().out();
    }

    /** A command on the one store that {@code --store} names. */
    abstract static class OnStore extends AettCommand {

        OnStore(Aett aett) {
            super(aett);
        }

        /** The command's own work on it. */
        abstract Mono<Integer> work(StorePlace place, EventStore store);

        @Override
        final Mono<Integer> work() {
            check();
            StorePlace place = aett().place();
            return place.with(store -> work(place, store));
        }

        /** Refuses what is wrong with the arguments. */
        void check() {}
    }
}
