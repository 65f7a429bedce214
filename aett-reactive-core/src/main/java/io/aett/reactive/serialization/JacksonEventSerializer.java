package io.aett.reactive.serialization;

import io.aett.reactive.TopicMap;
import io.aett.reactive.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
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
 * <p>Whatever the mapper, and so also over one that is given:
 *
 * <ul>
 *   <li>fields and record components are written and read, and nothing else: no getter, no setter;
 *   <li>enum constants are written by {@code name()}, as keys too;
 *   <li>a value that does not fit its type is an error, and never bent: no {@code 10.99} for a {@code long}, no text for a number.
 * </ul>
 *
 * When the first value of a class is written, its class is examined: one whose values would lose their types is refused, with the place and
 * the cure. That value is also read and written again, which has to give the same. Later values cost nothing more.
 *
 * <p>What a class says by annotations, or a mapper by mix-ins, still counts. All else of a given mapper is as it is, its limits included.
 *
 * <p>What was stored in an older version than its class has is brought to it by {@link Upcaster}s, step by step; what has the version of
 * its class is read without a detour. All constructors and {@link Builder#build} check that for every class of the topic map with a
 * version above 1 there are upcasters from 1 on, and none that leads nowhere; else {@link IllegalArgumentException} with the cure. Classes
 * that are registered later are not checked: reading what lacks an upcaster is a {@link io.aett.reactive.MissingUpcasterException}.
 */
public final class JacksonEventSerializer implements EventSerializer {

    private final TopicMap topics;
    private final JsonMapper mapper;
    private final Parsers parsers;
    private final Generators generators;
    private final Upcasters upcasters;
    private final ObjectReader treeReader;
    private final ObjectWriter treeWriter;
    private final int shortestLimit;
    private final int longestText;
    private final Map<Class<?>, Reading> readers = new ConcurrentHashMap<>();
    private final Map<Class<?>, Writing> writers = new ConcurrentHashMap<>();
    private final Map<Class<?>, String> forms = new ConcurrentHashMap<>();

    /** How values of one class are read, alone or among others, and of which version. */
    private record Reading(ObjectReader reader, ObjectReader among, int version) {

        static Reading of(ObjectReader reader, int version) {
            return new Reading(reader, reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS), version);
        }
    }

    /** How values of one class are written, and as which version. */
    private record Writing(ObjectWriter writer, int version) {}

    /** With a mapper of its own. */
    public JacksonEventSerializer(TopicMap topics) {
        this(topics, mapperBuilder().build());
    }

    /** With this mapper, but for what holds for every mapper. */
    public JacksonEventSerializer(TopicMap topics, JsonMapper mapper) {
        this(topics, mapper, List.of());
    }

    private JacksonEventSerializer(TopicMap topics, JsonMapper mapper, List<Upcaster> upcasters) {
        this.topics = Objects.requireNonNull(topics, "topics");
        this.mapper = Mappers.exact(mapper.rebuild()).build();
        this.parsers = new Parsers(this.mapper);
        this.generators = new Generators(this.mapper);
        StreamReadConstraints limits = this.mapper.tokenStreamFactory().streamReadConstraints();
        this.longestText = limits.getMaxStringLength();
        this.shortestLimit = Math.min(longestText, Math.min(limits.getMaxNumberLength(), limits.getMaxNameLength()));
        this.upcasters = new Upcasters(topics, upcasters);
        this.treeReader = this.mapper.readerFor(JsonNode.class);
        this.treeWriter = this.mapper.writerFor(JsonNode.class);
    }

    /** A builder, for upcasters. */
    public static Builder builder(TopicMap topics) {
        return new Builder(topics);
    }

    /** With a mapper of its own. */
    public static JacksonEventSerializer create(TopicMap topics) {
        return new JacksonEventSerializer(topics);
    }

    /** With this mapper, but for what holds for every mapper. */
    public static JacksonEventSerializer create(TopicMap topics, JsonMapper mapper) {
        return new JacksonEventSerializer(topics, mapper);
    }

    /** A new builder of the mapper of its own, to change something about it: modules, or how missing values are read. */
    public static JsonMapper.Builder mapperBuilder() {
        return Mappers.own();
    }

    @Override
    public SerializedValue serialize(Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        String topic = topics.topicOf(type).orElseThrow(() -> new IllegalArgumentException(withoutTopic(type)));
        try {
            Writing writing = writers.get(type);
            if (writing == null) {
                return new SerializedValue(topic, Topics.versionOf(type), first(type, value));
            }
            byte[] content = generators.write(writing.writer(), value);
            if (content == null) {
                content = writing.writer().writeValueAsBytes(value);
            }
            checkLimits(content);
            return new SerializedValue(topic, writing.version(), content);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new IllegalArgumentException(
                    type.getName() + " (topic " + topic + ") cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    /** The first value of a class is read and written again, and only when that gave the same is the class written without it. */
    private byte[] first(Class<?> type, Object value) {
        ObjectWriter writer = newWriter(type);
        byte[] content = writer.writeValueAsBytes(value);
        checkLimits(content);
        byte[] again = writer.writeValueAsBytes(readAgain(type, content));
        if (!Arrays.equals(content, again)
                && !sorted(mapper.readTree(content)).equals(sorted(mapper.readTree(again)))) {
            throw new IllegalArgumentException(
                    "what was written is not what is read from it; let its fields, its constructor and its"
                            + " annotations agree on names and values");
        }
        writers.put(type, new Writing(writer, Topics.versionOf(type)));
        return content;
    }

    /** What Jackson says of what it cannot read quotes it. */
    private Object readAgain(Class<?> type, byte[] content) {
        try {
            return reading(type).reader().readValue(content);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("what was written cannot be read, " + Diagnosis.reading(e));
        }
    }

    /** Without the order of members and elements, which hash sets and maps do not keep. */
    private static String sorted(JsonNode node) {
        if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(sorted(element)));
            Collections.sort(elements);
            return elements.toString();
        }
        if (node.isObject()) {
            Map<String, String> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            return members.toString();
        }
        return node.toString();
    }

    private static String withoutTopic(Class<?> type) {
        return type.getName() + " has no topic; call topicMap.register(" + type.getSimpleName()
                + ".class), which takes its name from @Topic or else from the class, or topicMap.add(topic, "
                + type.getSimpleName() + ".class)";
    }

    /** Jackson limits the nesting of what it writes, and nothing else; the rest is found by reading the tokens once. */
    private void checkLimits(byte[] content) {
        if (content.length <= shortestLimit) {
            return;
        }
        try (JsonParser parser = mapper.createParser(content)) {
            while (parser.nextToken() != null) {
                if (content.length > longestText) {
                    parser.finishToken();
                }
            }
        }
    }

    @Override
    public boolean knows(String topic) {
        return topics.get(topic).isPresent() || upcasters.knows(topic);
    }

    @Override
    public Object deserialize(String topic, byte[] source, int offset, int length) {
        return deserialize(topic, 1, source, offset, length);
    }

    @Override
    public Object deserialize(String topic, int version, byte[] source, int offset, int length) {
        Class<?> type = topics.get(topic).orElse(null);
        if (type != null) {
            Reading reading = reading(type);
            if (reading.version() == version) {
                return value(topic, null, type, reading, source, offset, length);
            }
        } else if (!upcasters.knows(topic)) {
            throw new IllegalArgumentException("topic " + topic + " is not registered");
        }
        return upcast(topic, version, type, source, offset, length);
    }

    private Object upcast(String topic, int version, @Nullable Class<?> type, byte[] source, int offset, int length) {
        List<Upcaster> way = upcasters.from(topic, version, type);
        Upcaster last = way.get(way.size() - 1);
        Class<?> target = topics.get(last.newTopic()).orElseThrow();
        byte[] content;
        try {
            JsonNode tree = treeReader.readValue(source, offset, length);
            for (Upcaster step : way) {
                tree = step.apply(tree);
            }
            content = treeWriter.writeValueAsBytes(tree);
        } catch (UnreadableContentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(topic, null, target, Diagnosis.reading(e));
        }
        return value(topic, last, target, reading(target), content, 0, content.length);
    }

    private Object value(
            String topic,
            @Nullable Upcaster by,
            Class<?> type,
            Reading reading,
            byte[] source,
            int offset,
            int length) {
        Object value = parsers.read(reading.among(), source, offset, length);
        if (value != null) {
            return value;
        }
        try {
            value = reading.reader().readValue(source, offset, length);
        } catch (RuntimeException e) {
            // Its message and its cause quote the content, so it ends here.
            throw unreadable(topic, by, type, Diagnosis.reading(e));
        }
        if (value == null) {
            throw unreadable(topic, by, type, "it is null");
        }
        return value;
    }

    private static UnreadableContentException unreadable(
            String topic, @Nullable Upcaster by, Class<?> type, String reason) {
        return new UnreadableContentException((by == null ? "topic " + topic : "what " + by + " gave")
                + " cannot be read as " + type.getName() + ", " + reason);
    }

    // Jackson builds what it needs for a class under locks that park a thread. Taking turns here keeps them
    // uncontended.

    private synchronized ObjectWriter newWriter(Class<?> type) {
        List<String> refused = ShapeReader.of(mapper, type).refused();
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("it would not come back as it is: " + String.join(". ", refused));
        }
        return mapper.writerFor(type);
    }

    private Reading reading(Class<?> type) {
        Reading reading = readers.get(type);
        return reading == null ? newReading(type) : reading;
    }

    private synchronized Reading newReading(Class<?> type) {
        return readers.computeIfAbsent(type, unseen -> Reading.of(mapper.readerFor(unseen), Topics.versionOf(unseen)));
    }

    @Override
    public @Nullable String form(String topic) {
        Class<?> type = topics.get(upcasters.readAs(topic)).orElse(null);
        if (type == null) {
            return null;
        }
        String form = forms.get(type);
        return form == null ? newForm(type) : form;
    }

    synchronized Shape shape(Class<?> type) {
        return ShapeReader.of(mapper, type);
    }

    TopicMap topics() {
        return topics;
    }

    Upcasters upcasters() {
        return upcasters;
    }

    private synchronized String newForm(Class<?> type) {
        return forms.computeIfAbsent(
                type, unseen -> ShapeReader.of(mapper, unseen).fingerprint(Topics.versionOf(unseen)));
    }

    @Override
    public boolean json() {
        return true;
    }

    /** Makes a serializer. */
    public static final class Builder {

        private final TopicMap topics;
        private final List<Upcaster> upcasters = new ArrayList<>();
        private @Nullable JsonMapper mapper;

        private Builder(TopicMap topics) {
            this.topics = Objects.requireNonNull(topics, "topics");
        }

        /** With this mapper, but for what holds for every mapper. Default: one of its own. */
        public Builder mapper(JsonMapper given) {
            mapper = Objects.requireNonNull(given, "mapper");
            return this;
        }

        /** With these too. */
        public Builder upcasters(Upcaster... more) {
            upcasters.addAll(List.of(more));
            return this;
        }

        /**
         * The serializer.
         *
         * @throws IllegalArgumentException naming topic, step and cure: where a step of a class's versions is missing, is there twice,
         *     leads beyond the version of its class, or leads to no class
         */
        public JacksonEventSerializer build() {
            return new JacksonEventSerializer(
                    topics, mapper == null ? mapperBuilder().build() : mapper, upcasters);
        }
    }
}
