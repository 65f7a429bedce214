package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.probe.HeapProbe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The stores that can be measured. */
public final class Subjects {

    private static final Map<String, Supplier<Subject>> ALL = all();

    private Subjects() {}

    private static Map<String, Supplier<Subject>> all() {
        Map<String, Supplier<Subject>> all = new LinkedHashMap<>();
        all.put("memory", MemorySubject::new);
        all.put("postgres", PostgresSubject::start);
        all.put("postgres-unsynced", PostgresSubject::startUnsynced);
        all.put("mongodb", MongoSubject::start);
        all.put("dynamodb", DynamoSubject::start);
        all.put("s3", S3Subject::start);
        return all;
    }

    /** In the order of the table. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** Starts what the store needs; an {@link IllegalArgumentException} when there is no such store. */
    public static Subject start(String name) {
        Supplier<Subject> subject = ALL.get(name);
        if (subject == null) {
            throw new IllegalArgumentException(
                    "there is no store " + name + "; there are " + String.join(", ", names()));
        }
        return subject.get();
    }

    /** Opens, in a JVM of its own, the data that a subject's address names. */
    public static EventStore open(String address) {
        if (address.equals(HeapProbe.IN_MEMORY)) {
            return MemorySubject.open();
        }
        if (address.startsWith(PostgresSubject.ADDRESS)) {
            return PostgresSubject.open(address);
        }
        if (address.startsWith(MongoSubject.ADDRESS)) {
            return MongoSubject.open(address);
        }
        throw nothing(address);
    }

    /** The same with the raw side. */
    public static Raw openRaw(String address) {
        if (address.equals(HeapProbe.IN_MEMORY)) {
            return new MemoryRaw();
        }
        if (address.startsWith(PostgresSubject.ADDRESS)) {
            return PostgresSubject.openRaw(address);
        }
        if (address.startsWith(MongoSubject.ADDRESS)) {
            return MongoSubject.openRaw(address);
        }
        throw nothing(address);
    }

    private static IllegalArgumentException nothing(String address) {
        return new IllegalArgumentException("no store is at " + address);
    }
}
