package io.aett.reactive.testkit;

import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * A fixture whose stored data can be taken out as text and put in again, so that what today's store reads can be what an earlier release
 * stored.
 *
 * <p>The text is one or more files of lines, by name; as a rule a line is a row, document, item or object, as JSON. All that a store keeps is in
 * it, also what the database has to know before: tables, indexes, keys. Nothing in it depends on where the fixture keeps its data. Bytes are
 * texts of {@link io.aett.reactive.testkit.golden.StoredText}.
 */
public interface GoldenFixture extends EventStoreFixture {

    /** All that is stored now, in any order. */
    Mono<Map<String, List<String>>> dump();

    /** Stores exactly what {@link #dump()} returned for another fixture, perhaps years ago. Nothing is stored in this one yet. */
    Mono<Void> load(Map<String, List<String>> files);

    /** A line without what depends on the machine, such as compressed bytes; for comparing only. */
    default String comparable(String line) {
        return line;
    }
}
