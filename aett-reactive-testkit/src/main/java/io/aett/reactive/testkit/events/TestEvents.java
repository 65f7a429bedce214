package io.aett.reactive.testkit.events;

import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Delivery;
import io.aett.reactive.testkit.domain.Errand;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The events that the suites write. Each text carries {@link #MARKER}, which must never appear in a log. */
public final class TestEvents {

    /** Part of every payload of the suites. */
    public static final String MARKER = "payload-7f3a91c2";

    private TestEvents() {}

    /** A text. */
    @Topic("testkit.noted")
    public record Noted(String text) {}

    /** A number. */
    @Topic("testkit.counted")
    public record Counted(long number) {}

    /** A kind of {@link Noted} that a detector is told about on its own. */
    @Topic("testkit.renamed")
    public record Renamed(String from, String to) {}

    /** Any JSON, read as Jackson reads what has no type. */
    @Topic("testkit.document")
    public record Document(
            @JsonDeserialize(contentUsing = Untyped.class) Map<String, Object> content) {}

    /** Says that losing types is meant. */
    public static final class Untyped extends ValueDeserializer<Object> {
        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            return context.readValue(in, Object.class);
        }
    }

    /** Any value, of which nothing says what it is. */
    @Topic("testkit.lossy")
    public record Lossy(Object value) {}

    /** Of a type that depends on who makes it. */
    @Topic("testkit.generic")
    public record Generic<T>(List<T> values) {}

    /** Not all that a subclass has is in it. */
    public static class Base {
        private final long base = 1;

        /** What it has. */
        public long base() {
            return base;
        }
    }

    /** Holds it. */
    @Topic("testkit.holder")
    public record Holder(List<Base> values) {}

    /** A list of texts, for sizes. */
    @Topic("testkit.listed")
    public record Listed(List<String> lines) {}

    /** The payload of snapshots. */
    @Topic("testkit.state")
    public record State(String text, long count) {}

    /** One of the kinds of a sealed type. */
    public enum Colour {
        RED,
        GREEN
    }

    /** A value of every kind that a Java program writes. */
    @Topic("testkit.everything")
    public record Everything(
            boolean truth,
            int number,
            long large,
            double fraction,
            BigInteger whole,
            BigDecimal decimal,
            UUID id,
            Instant instant,
            LocalDate day,
            Duration duration,
            Colour colour,
            Optional<String> present,
            List<Counted> list,
            Map<String, Counted> map,
            Shape shape,
            @Nullable String nothing) {}

    /** A part of {@link Everything}. */
    @Topic("testkit.shape")
    public record Shape(String name, List<Long> sides) {}

    /** Constants whose texts are for people, and the same for both. */
    public enum Unit {
        METRE,
        MINUTE;

        @Override
        public String toString() {
            return "m";
        }
    }

    /** Constants as values and as keys. */
    @Topic("testkit.measured")
    public record Measured(Unit unit, Map<Unit, Long> values) {}

    /** Tells the half of what it holds. */
    @Topic("testkit.priced")
    public static final class Priced {
        private final long cents;
        private final String card;

        /** With these. */
        public Priced(long cents, String card) {
            this.cents = cents;
            this.card = card;
        }

        /** Another number than the field's. */
        public double getCents() {
            return cents / 100.0;
        }

        /** Not the card's number. */
        public String getCard() {
            return "****";
        }

        /** Fails without a card. */
        public char getFirstDigit() {
            return card.charAt(0);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Priced priced && priced.cents == cents && priced.card.equals(card);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(cents) + card.hashCode();
        }
    }

    /** Has a topic nowhere. */
    public record Unregistered(String text) {}

    /** Can be written, and never read: nothing says which kind of secret it holds. */
    @Topic("testkit.write-only")
    public record WriteOnly(Secret secret) {

        /** A new one. */
        public static WriteOnly of(String text) {
            return new WriteOnly(() -> text);
        }
    }

    /** A text. */
    @FunctionalInterface
    public interface Secret {
        /** What it says. */
        String getText();
    }

    /** Changes after it was made. */
    @Topic("testkit.mutable")
    public static final class Mutable {
        private String text = "";

        /** What it says now. */
        public String getText() {
            return text;
        }

        /** Says something else from now on. */
        public void setText(String text) {
            this.text = text;
        }
    }

    /** A text with the marker. */
    public static Noted noted(String text) {
        return new Noted(MARKER + " " + text);
    }

    /** The topics of all of these, but {@link Unregistered}. */
    public static TopicMap topics() {
        return TopicMap.create()
                .register(
                        Noted.class,
                        Counted.class,
                        Renamed.class,
                        Document.class,
                        Listed.class,
                        State.class,
                        WriteOnly.class,
                        Everything.class,
                        Shape.class,
                        Measured.class,
                        Priced.class,
                        Lossy.class,
                        Generic.class,
                        Holder.class,
                        Account.Added.class,
                        Account.Unhandled.class,
                        Account.Balance.class,
                        Delivery.Ordered.class,
                        Delivery.Arrived.class,
                        Delivery.Send.class,
                        Errand.Asked.class,
                        Errand.Timed.class,
                        Errand.Untimed.class,
                        Errand.Add.class,
                        Errand.Subtract.class,
                        Mutable.class);
    }
}
