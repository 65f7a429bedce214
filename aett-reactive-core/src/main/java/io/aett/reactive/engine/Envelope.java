package io.aett.reactive.engine;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/** The names and limits of the stored form, the same for writing and reading. */
final class Envelope {

    static final int CURRENT = 1;
    static final String VERSION = "v";
    static final String FORM = "form";
    static final String EVENTS = "events";
    static final String HEADERS = "headers";
    static final String MESSAGES = "messages";
    static final String TOPIC = "topic";

    /** Beside the topic, where it is above 1. */
    static final String TOPIC_VERSION = "version";

    static final String BODY = "body";
    static final String CONTENT = "content";

    /** Deepest nesting of a stored commit; bodies nest within it. */
    private static final int MAX_NESTING = 600;

    private static final int MAX_TEXT = 1 << 28;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxStringLength(MAX_TEXT)
                    .maxNumberLength(10_000)
                    .maxNameLength(1 << 20)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .build())
            .build();

    private Envelope() {}
}
