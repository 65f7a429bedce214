package io.aett.reactive.cli.python;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the Python library stores in one kind of database, as it is there; nothing is ever written to it. */
public interface PythonStore {

    /**
     * All commits that are there, from the first on: in the order in which they are to be copied, each stream in the order of its
     * numbers. A few at a time, as they are requested.
     */
    Flux<Row> rows();

    /** How many snapshots there are. */
    Mono<Long> snapshots();

    /** Closes its connections. */
    Mono<Void> close();

    /**
     * A stored commit, not decoded yet.
     *
     * @param place its place in the order, from 1
     * @param where how people find it there
     * @param fields what is stored, by the library's own names
     */
    record Row(long place, String where, Fields fields) {}

    /** Fields by the names of {@link RowDecoder}: numbers, texts, bytes, local times or {@link Members}, whatever the database has. */
    @FunctionalInterface
    interface Fields {

        /** The field; {@code null} if it is not there. What nobody can read is an {@link UnreadableRowException}. */
        @Nullable
        Object get(String name);
    }

    /** The members of a JSON object, in parts. */
    record Members(Map<String, byte[]> parts) {}
}
