package io.aett.reactive.testkit.events;

import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import java.util.List;
import java.util.Map;

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

    /** Any JSON. */
    @Topic("testkit.document")
    public record Document(Map<String, Object> content) {}

    /** A list of texts, for sizes. */
    @Topic("testkit.listed")
    public record Listed(List<String> lines) {}

    /** The payload of snapshots. */
    @Topic("testkit.state")
    public record State(String text, long count) {}

    /** Has a topic nowhere. */
    public record Unregistered(String text) {}

    /** Can be written, and never read: nothing says how to make one. */
    @Topic("testkit.write-only")
    public static final class WriteOnly {
        private final String text;

        private WriteOnly(String text, int times) {
            this.text = text.repeat(times);
        }

        /** A new one. */
        public static WriteOnly of(String text) {
            return new WriteOnly(text, 1);
        }

        /** What it says. */
        public String getText() {
            return text;
        }
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
                        Mutable.class);
    }
}
