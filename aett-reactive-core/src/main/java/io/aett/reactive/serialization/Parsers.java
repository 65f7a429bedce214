package io.aett.reactive.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.FormatSchema;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TreeNode;
import tools.jackson.core.type.ResolvedType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parsers that read one small value after the other, each as if it had a parser of its own: making one takes about 600 bytes and more time than
 * a small value does. What is not read to its end, and no further, was not read here, and has to be read by a new one.
 */
final class Parsers {

    /** Larger ones are worth a parser, whose buffers would grow with them and stay. */
    private static final int LARGEST = 1 << 14;

    /** Then it ends, so that the mapper learns the names that it has met. */
    private static final int USES = 1000;

    private final Spares<Fed> spares;

    Parsers(JsonMapper mapper) {
        TokenStreamFactory factory = mapper.tokenStreamFactory();
        try (JsonParser parser = mapper.createParser(new byte[0])) {
            ObjectReadContext context = parser.objectReadContext();
            spares = new Spares<>(() -> new Fed(factory, new Settings(context)));
        }
    }

    /** The value, or null. {@code reader} must not look for what follows it. Errors of what it calls are thrown, exceptions are null. */
    @Nullable
    Object read(ObjectReader reader, byte[] source, int offset, int length) {
        if (length > LARGEST) {
            return null;
        }
        Fed fed = spares.take();
        Object value = fed.read(reader, source, offset, length);
        if (value == null || fed.uses == USES) {
            fed.parser.close();
        } else {
            spares.giveBack(fed);
        }
        return value;
    }

    /** A parser and what it is fed from: a value, and a space, which says to what has no other end that it has ended. */
    private static final class Fed extends InputStream {

        /** The parser looks at the first four bytes to see that it is UTF-8. */
        private static final byte[] FIRST = {' ', ' ', ' '};

        private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

        private final Settings settings;
        private final JsonParser parser;
        private byte[] source = FIRST;
        private int at;
        private int end = FIRST.length;
        private boolean ended;
        private int uses;

        Fed(TokenStreamFactory factory, Settings settings) {
            this.settings = settings;
            this.parser = factory.createParser(settings, this);
        }

        @Nullable
        Object read(ObjectReader reader, byte[] from, int offset, int length) {
            source = from;
            at = offset;
            end = offset + length;
            ended = false;
            uses++;
            try {
                Object value = reader.readValue(parser);
                boolean whole = at == end && parser.releaseBuffered(NOWHERE) <= (ended ? 1 : 0);
                parser.streamReadContext().assignCurrentValue(null);
                return whole && parser.streamReadContext().inRoot() && !settings.asked ? value : null;
            } catch (RuntimeException e) {
                return null; // Read again by one that says where it is wrong.
            } finally {
                source = FIRST;
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = Math.min(length, end - at);
            System.arraycopy(source, at, into, offset, count);
            at += count;
            if (at == end && !ended && count < length) {
                into[offset + count] = ' ';
                ended = true;
                count++;
            }
            return count == 0 ? -1 : count;
        }

        @Override
        public int read() throws IOException {
            throw new IOException("read by the buffer");
        }
    }

    /** Those of the mapper. A value that asks its parser to read another one would meet what was kept of values before it. */
    private static final class Settings extends ObjectReadContext.Base {

        private final ObjectReadContext of;
        private boolean asked;

        Settings(ObjectReadContext of) {
            this.of = of;
        }

        @Override
        public @Nullable FormatSchema getSchema() {
            return of.getSchema();
        }

        @Override
        public StreamReadConstraints streamReadConstraints() {
            return of.streamReadConstraints();
        }

        @Override
        public int getStreamReadFeatures(int defaults) {
            return of.getStreamReadFeatures(defaults);
        }

        @Override
        public int getFormatReadFeatures(int defaults) {
            return of.getFormatReadFeatures(defaults);
        }

        @Override
        public TokenStreamFactory tokenStreamFactory() {
            return of.tokenStreamFactory();
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Jackson declares it
        public <T extends TreeNode> T readTree(JsonParser parser) {
            asked = true;
            return super.readTree(parser);
        }

        @Override
        public <T> T readValue(JsonParser parser, Class<T> type) {
            asked = true;
            return super.readValue(parser, type);
        }

        @Override
        public <T> T readValue(JsonParser parser, TypeReference<T> type) {
            asked = true;
            return super.readValue(parser, type);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Jackson declares it
        public <T> T readValue(JsonParser parser, ResolvedType type) {
            asked = true;
            return super.readValue(parser, type);
        }
    }
}
