package io.aett.reactive.serialization;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.aett.reactive.TopicMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson, the default. Classes are found through the {@link TopicMap} and in no other way: polymorphic default typing is not
 * enabled.
 *
 * <p>The mapper of its own reads tolerantly, so that older and newer events than the class are read: properties the class does not
 * know are skipped, missing ones are null or zero. It takes records, classes with private fields and constructors, and {@code java.time}
 * as ISO strings with their zone. Nesting is limited to 500, numbers to 10,000 digits, names to 2^20 and strings to 2^28 characters, in
 * writing as in reading.
 *
 * <p>A mapper that is given is used as it is, its limits and features included.
 */
public final class JacksonEventSerializer implements EventSerializer {

    private static final int MAX_NESTING = 500;
    private static final int MAX_NUMBER = 10_000;
    private static final int MAX_NAME = 1 << 20;
    private static final int MAX_STRING = 1 << 28;

    private final TopicMap topics;
    private final JsonMapper mapper;
    private final boolean ownMapper;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();
    private final Map<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

    /** With a mapper of its own. */
    public JacksonEventSerializer(TopicMap topics) {
        this(topics, mapper(), true);
    }

    /** With this mapper, as it is. */
    public JacksonEventSerializer(TopicMap topics, JsonMapper mapper) {
        this(topics, mapper, false);
    }

    private JacksonEventSerializer(TopicMap topics, JsonMapper mapper, boolean ownMapper) {
        this.topics = Objects.requireNonNull(topics, "topics");
        this.mapper = Objects.requireNonNull(mapper, "mapper");
        this.ownMapper = ownMapper;
    }

    /** With a mapper of its own. */
    public static JacksonEventSerializer create(TopicMap topics) {
        return new JacksonEventSerializer(topics);
    }

    /** With this mapper, as it is. */
    public static JacksonEventSerializer create(TopicMap topics, JsonMapper mapper) {
        return new JacksonEventSerializer(topics, mapper);
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_NUMBER)
                        .maxNameLength(MAX_NAME)
                        .maxStringLength(MAX_STRING)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .changeDefaultVisibility(
                        visible -> visible.withFieldVisibility(Visibility.ANY).withCreatorVisibility(Visibility.ANY))
                .enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .build();
    }

    @Override
    public SerializedValue serialize(Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        String topic = topics.topicOf(type).orElseThrow(() -> new IllegalArgumentException(withoutTopic(type)));
        try {
            ObjectWriter writer = writers.get(type);
            byte[] content = (writer == null ? newWriter(type) : writer).writeValueAsBytes(value);
            if (ownMapper) {
                checkLimits(content);
            }
            return new SerializedValue(topic, content);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    type.getName() + " (topic " + topic + ") cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private static String withoutTopic(Class<?> type) {
        return type.getName() + " has no topic; call topicMap.register(" + type.getSimpleName()
                + ".class), which takes its name from @Topic or else from the class, or topicMap.add(topic, "
                + type.getSimpleName() + ".class)";
    }

    /** Jackson limits the nesting of what it writes, and nothing else; the rest is found by reading the tokens once. */
    private void checkLimits(byte[] content) {
        if (content.length <= MAX_NUMBER) {
            return;
        }
        try (JsonParser parser = mapper.createParser(content)) {
            while (parser.nextToken() != null) {
                if (content.length > MAX_STRING) {
                    parser.finishToken();
                }
            }
        }
    }

    @Override
    public boolean knows(String topic) {
        return topics.get(topic).isPresent();
    }

    @Override
    public Object deserialize(String topic, byte[] source, int offset, int length) {
        Class<?> type = topics.get(topic)
                .orElseThrow(() -> new IllegalArgumentException("topic " + topic + " is not registered"));
        ObjectReader reader = readers.get(type);
        Object value = (reader == null ? newReader(type) : reader).readValue(source, offset, length);
        if (value == null) {
            throw new IllegalArgumentException("null is no " + type.getName());
        }
        return value;
    }

    // Jackson builds what it needs for a class under locks that park a thread. Taking turns here keeps them
    // uncontended.

    private synchronized ObjectWriter newWriter(Class<?> type) {
        return writers.computeIfAbsent(type, mapper::writerFor);
    }

    private synchronized ObjectReader newReader(Class<?> type) {
        return readers.computeIfAbsent(type, mapper::readerFor);
    }

    @Override
    public boolean json() {
        return true;
    }
}
