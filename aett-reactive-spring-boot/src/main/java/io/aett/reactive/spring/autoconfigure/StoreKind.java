package io.aett.reactive.spring.autoconfigure;

import java.util.Locale;
import org.springframework.util.ClassUtils;

/** The modules of which one keeps the events. */
public enum StoreKind {
    /** The memory of the process. */
    MEMORY("memory.MemoryEventStore"),
    /** A PostgreSQL database. */
    POSTGRES("postgres.PostgresEventStore"),
    /** A MongoDB database. */
    MONGODB("mongodb.MongoEventStore"),
    /** A DynamoDB table. */
    DYNAMODB("dynamodb.DynamoDbEventStore"),
    /** A bucket of S3 or of a compatible store. */
    S3("s3.S3EventStore");

    private final String entryPoint;

    StoreKind(String entryPoint) {
        this.entryPoint = "io.aett.reactive." + entryPoint;
    }

    boolean isPresent(ClassLoader classes) {
        return ClassUtils.isPresent(entryPoint, classes);
    }

    String module() {
        return "aett-reactive-" + property();
    }

    String property() {
        return name().toLowerCase(Locale.ROOT);
    }
}
