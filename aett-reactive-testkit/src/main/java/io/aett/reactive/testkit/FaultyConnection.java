package io.aett.reactive.testkit;

import reactor.core.publisher.Mono;

/** A fixture with something between store and database that can break. {@link #heal()} undoes all of it. */
public interface FaultyConnection extends EventStoreFixture {

    /** From now on requests take effect, and their answers are lost; the store sees its connection end. */
    Mono<Void> loseAnswers();

    /** From now on no request reaches the database. */
    Mono<Void> loseRequests();

    /** Connections end after this many more bytes from the database. */
    Mono<Void> cutAfter(long bytes);

    /** Back to normal. */
    Mono<Void> heal();
}
