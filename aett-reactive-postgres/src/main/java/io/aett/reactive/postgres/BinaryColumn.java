package io.aett.reactive.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.postgresql.message.Format;
import io.r2dbc.spi.Connection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A parameter that travels in PostgreSQL's binary format: an array, or bytes. The driver's own codecs write text, of bytes two
 * letters each. Connections take it that found {@link BinaryParameters}.
 */
record BinaryColumn(PostgresqlObjectId type, Consumer<ByteBuf> content) {

    /** Whether the connection takes such parameters. Nothing is sent. */
    static boolean takenBy(Connection connection) {
        try {
            connection.createStatement("SELECT $1").bind(0, bytes(new byte[0]));
            return true;
        } catch (IllegalArgumentException unknownType) {
            return false;
        }
    }

    static BinaryColumn bytes(byte[] value) {
        return new BinaryColumn(PostgresqlObjectId.BYTEA, out -> out.writeBytes(value));
    }

    static BinaryColumn texts(List<String> values) {
        return array(PostgresqlObjectId.TEXT_ARRAY, PostgresqlObjectId.TEXT, values, (out, value) -> {
            int length = out.writerIndex();
            out.writeInt(0);
            out.setInt(length, out.writeCharSequence(value, StandardCharsets.UTF_8));
        });
    }

    static BinaryColumn longs(List<Long> values) {
        return array(
                PostgresqlObjectId.INT8_ARRAY,
                PostgresqlObjectId.INT8,
                values,
                (out, value) -> out.writeInt(8).writeLong(value));
    }

    static BinaryColumn integers(List<Integer> values) {
        return array(
                PostgresqlObjectId.INT4_ARRAY,
                PostgresqlObjectId.INT4,
                values,
                (out, value) -> out.writeInt(4).writeInt(value));
    }

    static BinaryColumn uuids(List<UUID> values) {
        return array(
                PostgresqlObjectId.UUID_ARRAY,
                PostgresqlObjectId.UUID,
                values,
                (out, value) -> out.writeInt(16)
                        .writeLong(value.getMostSignificantBits())
                        .writeLong(value.getLeastSignificantBits()));
    }

    /** One dimension, no nulls, counted from 1; then each element with its length before it. */
    private static <T> BinaryColumn array(
            PostgresqlObjectId type, PostgresqlObjectId element, List<T> values, BiConsumer<ByteBuf, T> write) {
        return new BinaryColumn(type, out -> {
            out.writeInt(1)
                    .writeInt(0)
                    .writeInt(element.getObjectId())
                    .writeInt(values.size())
                    .writeInt(1);
            values.forEach(value -> write.accept(out, value));
        });
    }

    @Override
    public String toString() {
        return "BinaryColumn[" + type + "]";
    }

    /** How the driver writes them. */
    record Writer(ByteBufAllocator allocator) implements Codec<BinaryColumn> {

        @Override
        public boolean canEncode(Object value) {
            return value instanceof BinaryColumn;
        }

        @Override
        public EncodedParameter encode(Object value) {
            BinaryColumn column = (BinaryColumn) value;
            return encode(column, column.type.getObjectId());
        }

        @Override
        public EncodedParameter encode(Object value, int dataType) {
            return new EncodedParameter(Format.FORMAT_BINARY, dataType, Mono.fromSupplier(() -> {
                ByteBuf out = allocator.buffer();
                ((BinaryColumn) value).content.accept(out);
                return out;
            }));
        }

        @Override
        public boolean canEncodeNull(Class<?> type) {
            return false;
        }

        @Override
        public EncodedParameter encodeNull() {
            throw new UnsupportedOperationException("no column is null");
        }

        @Override
        public boolean canDecode(int dataType, Format format, Class<?> type) {
            return false;
        }

        @Override
        public @Nullable BinaryColumn decode(
                @Nullable ByteBuf buffer, int dataType, Format format, Class<? extends BinaryColumn> type) {
            throw new UnsupportedOperationException("only written");
        }
    }
}
