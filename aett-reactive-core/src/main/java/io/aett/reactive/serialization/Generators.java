package io.aett.reactive.serialization;

import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.FormatSchema;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TreeNode;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Generators that write one value after the other, each as if it had a generator of its own: making one takes about 400 bytes. The bytes of a small value are
 * copied once, into an array of just their length.
 */
final class Generators {

    private static final int USES = 1000;

    private final Spares<Filling> spares;
    private final boolean plain;

    Generators(JsonMapper mapper) {
        TokenStreamFactory factory = mapper.tokenStreamFactory();
        try (JsonGenerator generator = mapper.createGenerator(OutputStream.nullOutputStream())) {
            ObjectWriteContext context = generator.objectWriteContext();
            plain = !context.hasPrettyPrinter();
            spares = new Spares<>(() -> new Filling(factory, new Settings(context)));
        }
    }

    /** What the writer makes of it, or null when it has to be written by a generator of its own. Errors of what it calls are thrown, exceptions are null. */
    byte @Nullable [] write(ObjectWriter writer, Object value) {
        if (!plain) {
            return null;
        }
        Filling filling = spares.take();
        byte[] written = filling.write(writer, value);
        if (written == null || filling.uses == USES) {
            filling.generator.close();
        } else {
            spares.giveBack(filling);
        }
        return written;
    }

    /** A generator and what it writes into. */
    private static final class Filling extends OutputStream {

        private static final byte[] NOTHING = {};

        private final Settings settings;
        private final JsonGenerator generator;
        private byte[] written = NOTHING;
        private int size;
        private int uses;

        Filling(TokenStreamFactory factory, Settings settings) {
            this.settings = settings;
            this.generator = factory.createGenerator(settings, this);
        }

        byte @Nullable [] write(ObjectWriter writer, Object value) {
            uses++;
            try {
                writer.writeValue(generator, value);
                generator.flush();
                boolean whole = generator.streamWriteContext().inRoot() && !settings.asked;
                generator.streamWriteContext().assignCurrentValue(null);
                return whole ? all() : null;
            } catch (RuntimeException e) {
                return null; // Written again by one that says what is wrong.
            } finally {
                written = NOTHING;
                size = 0;
            }
        }

        private byte[] all() {
            return size == written.length ? written : Arrays.copyOf(written, size);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int more = Math.addExact(size, length);
            if (more > written.length) {
                written = Arrays.copyOf(written, size == 0 ? more : Math.max(more, 2 * size));
            }
            System.arraycopy(bytes, offset, written, size, length);
            size = more;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }
    }

    /** Those of the mapper, with nothing between values. A value that asks its generator to write another one would meet what was kept of values before it. */
    private static final class Settings extends ObjectWriteContext.Base {

        private final ObjectWriteContext of;
        private boolean asked;

        Settings(ObjectWriteContext of) {
            this.of = of;
        }

        @Override
        public @Nullable FormatSchema getSchema() {
            return of.getSchema();
        }

        @Override
        public @Nullable CharacterEscapes getCharacterEscapes() {
            return of.getCharacterEscapes();
        }

        @Override
        public @Nullable SerializableString getRootValueSeparator(SerializableString usual) {
            return null;
        }

        @Override
        public int getStreamWriteFeatures(int defaults) {
            return of.getStreamWriteFeatures(defaults);
        }

        @Override
        public int getFormatWriteFeatures(int defaults) {
            return of.getFormatWriteFeatures(defaults);
        }

        @Override
        public TokenStreamFactory tokenStreamFactory() {
            return of.tokenStreamFactory();
        }

        @Override
        public void writeValue(JsonGenerator generator, Object value) {
            asked = true;
            super.writeValue(generator, value);
        }

        @Override
        public void writeTree(JsonGenerator generator, TreeNode value) {
            asked = true;
            super.writeTree(generator, value);
        }
    }
}
