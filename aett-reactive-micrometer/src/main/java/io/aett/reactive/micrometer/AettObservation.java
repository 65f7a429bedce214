package io.aett.reactive.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;
import java.util.List;

/**
 * What is observed, and by which keys. Each observation begins when it is subscribed to and ends once, however that ends. Keys of low
 * cardinality are tags of meters and spans, those of high cardinality of spans only. The tenant is in neither.
 */
public enum AettObservation implements ObservationDocumentation {

    /** A commit, from its subscription to its outcome, the wait for its turn included. */
    COMMIT(
            "aett.commit",
            "commit",
            List.of(LowCardinality.OUTCOME),
            List.of(HighCardinality.STREAM, HighCardinality.EVENTS, HighCardinality.COMMIT_ID)),

    /** A read of commits or of a head, to its end; a read that is not used up is cancelled. {@code follow} has no end and is not observed. */
    READ(
            "aett.read",
            "read",
            List.of(LowCardinality.OUTCOME, LowCardinality.OPERATION),
            List.of(HighCardinality.STREAM, HighCardinality.COMMITS)),

    /** A snapshot that is looked for, stored or trimmed. */
    SNAPSHOT(
            "aett.snapshot",
            "snapshot",
            List.of(LowCardinality.OUTCOME, LowCardinality.OPERATION),
            List.of(HighCardinality.STREAM)),

    /** A load of an aggregate, a saga or a decider's state: on its own, or one for all updates that go in together. */
    AGGREGATE_LOAD(
            "aett.aggregate.load",
            "load",
            List.of(LowCardinality.OUTCOME, LowCardinality.TYPE),
            List.of(HighCardinality.STREAM)),

    /** An update of an aggregate, a saga or a decider, with its wait for others and all its attempts. */
    UPDATE(
            "aett.update",
            "update",
            List.of(LowCardinality.OUTCOME, LowCardinality.TYPE),
            List.of(HighCardinality.STREAM, HighCardinality.COMMIT_ID)),

    /** One attempt of a subscription's handler at a commit, or at those that share a batch or a transaction. */
    SUBSCRIPTION_HANDLE(
            "aett.subscription.handle",
            "handle",
            List.of(LowCardinality.OUTCOME, LowCardinality.SUBSCRIPTION, LowCardinality.ATTEMPT),
            List.of(HighCardinality.STREAM, HighCardinality.COMMITS, HighCardinality.CHECKPOINT)),

    /** One attempt of a command's handler. */
    COMMAND_HANDLE(
            "aett.command.handle",
            "command",
            List.of(LowCardinality.OUTCOME, LowCardinality.RELAY, LowCardinality.COMMAND, LowCardinality.ATTEMPT),
            List.of(HighCardinality.SAGA, HighCardinality.COMMAND_ID));

    private final String observationName;
    private final String contextualName;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<LowCardinality> low;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<HighCardinality> high;

    AettObservation(String name, String contextualName, List<LowCardinality> low, List<HighCardinality> high) {
        this.observationName = name;
        this.contextualName = contextualName;
        this.low = low;
        this.high = high;
    }

    @Override
    public String getName() {
        return observationName;
    }

    @Override
    public String getContextualName() {
        return contextualName;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return low.toArray(new KeyName[0]);
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return high.toArray(new KeyName[0]);
    }

    /** Keys of few values. */
    public enum LowCardinality implements KeyName {

        /** One of {@link Outcome}. */
        OUTCOME("outcome"),

        /** What was asked for. */
        OPERATION("operation"),

        /** The simple name of the class of the aggregate or saga; of a decider, that of its events. */
        TYPE("type"),

        /** The subscription's name. */
        SUBSCRIPTION("subscription"),

        /** {@code first} or {@code again}. */
        ATTEMPT("attempt"),

        /** The relay's name. */
        RELAY("relay"),

        /** The simple name of the command's class. */
        COMMAND("command");

        private final String key;

        LowCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Keys of any number of values. */
    public enum HighCardinality implements KeyName {

        /** The stream's id. */
        STREAM("aett.stream"),

        /** How many events are in the commit. */
        EVENTS("aett.events"),

        /** The commit's id. */
        COMMIT_ID("aett.commit.id"),

        /** How many commits were read or handed over. */
        COMMITS("aett.commits"),

        /** The checkpoint of the last commit that was handed over. */
        CHECKPOINT("aett.checkpoint"),

        /** The saga's id. */
        SAGA("aett.saga"),

        /** The command's id. */
        COMMAND_ID("aett.command.id");

        private final String key;

        HighCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
