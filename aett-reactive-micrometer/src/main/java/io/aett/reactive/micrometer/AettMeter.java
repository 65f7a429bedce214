package io.aett.reactive.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meters of {@link EventStoreMetrics}. */
public enum AettMeter implements MeterDocumentation {

    /** How long appends take, from sending one to its answer; the wait for a turn not included. */
    APPEND("aett.append", Meter.Type.TIMER, "seconds", Tag.STORE, Tag.OUTCOME),

    /** How many commits share an append. */
    APPEND_COMMITS("aett.append.commits", Meter.Type.DISTRIBUTION_SUMMARY, "commits", Tag.STORE),

    /** Commits by what became of them in an append: stored, refused by the database (a lost race, a duplicate, a gap), or failed with the append. */
    COMMITS("aett.commits", Meter.Type.COUNTER, "commits", Tag.STORE, Tag.RESULT),

    /** Commits that wait or are under way. */
    QUEUE("aett.queue", Meter.Type.GAUGE, "commits", Tag.STORE),

    /** Commits that were refused before they were sent. */
    QUEUE_REFUSED("aett.queue.refused", Meter.Type.COUNTER, "commits", Tag.STORE, Tag.REASON),

    /** How long pages of reads take, from asking to the answer. */
    PAGE("aett.page", Meter.Type.TIMER, "seconds", Tag.STORE, Tag.SOURCE, Tag.OUTCOME),

    /** Followers of this store object. */
    FOLLOWERS("aett.followers", Meter.Type.GAUGE, "followers", Tag.STORE),

    /** By how many checkpoints the slowest follower's reading is behind the head, as far as this process knows. */
    FOLLOWER_LAG("aett.follower.lag", Meter.Type.GAUGE, "checkpoints", Tag.STORE),

    /** How long the oldest commit that a subscription has not handled yet has been stored. */
    SUBSCRIPTION_LAG("aett.subscription.lag", Meter.Type.GAUGE, "seconds", Tag.SUBSCRIPTION),

    /** How many commits a subscription has not handled yet, at most: checkpoints up to the head, which need not be dense. */
    SUBSCRIPTION_BEHIND("aett.subscription.behind", Meter.Type.GAUGE, "commits", Tag.SUBSCRIPTION),

    /** How many commits a subscription has set aside. */
    SUBSCRIPTION_PARKED("aett.subscription.parked", Meter.Type.GAUGE, "commits", Tag.SUBSCRIPTION),

    /** 1 where a process runs the subscription or it is paused, 0 where nobody runs it. */
    SUBSCRIPTION_RUNNING("aett.subscription.running", Meter.Type.GAUGE, null, Tag.SUBSCRIPTION),

    /** How often a subscription's runs in this process tried again what had failed: a handler, or a request to the store. */
    SUBSCRIPTION_RETRIES("aett.subscription.retries", Meter.Type.COUNTER, "retries", Tag.SUBSCRIPTION);

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String unit;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Tag> tags;

    AettMeter(String name, Meter.Type type, @Nullable String unit, Tag... tags) {
        this.meterName = name;
        this.type = type;
        this.unit = unit;
        this.tags = List.of(tags);
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return unit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return tags.toArray(new KeyName[0]);
    }

    /** The tags. */
    public enum Tag implements KeyName {

        /** How messages call the store, such as {@code PostgreSQL}. */
        STORE("store"),

        /** {@code answered}, or one of {@link Outcome}: {@code unavailable}, {@code unknown}, {@code error}. */
        OUTCOME("outcome"),

        /** {@code stored}, {@code refused} or {@code failed}. */
        RESULT("result"),

        /** {@code queue_full} or {@code waited_too_long}. */
        REASON("reason"),

        /** {@code stream}, {@code tenant} or {@code log}. */
        SOURCE("source"),

        /** The subscription's name. */
        SUBSCRIPTION("subscription");

        private final String key;

        Tag(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
