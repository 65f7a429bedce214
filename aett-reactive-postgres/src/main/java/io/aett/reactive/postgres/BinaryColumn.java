package io.aett.reactive.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.postgresql.message.Format;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A parameter that travels in PostgreSQL's binary format: an array, or bytes. The driver's own codecs write text, of bytes two
 * letters each. Connections take it that found {@link BinaryParameters}.
 *
 * @param size how many bytes the content has
 */
record BinaryColumn(PostgresqlObjectId type, int size, Consumer<ByteBuf> content) {

    /** Of an array: dimensions, nulls, the type of its elements, their number, the first one's number. */
    private static final int HEAD = 20;

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
        return bytes(value.length, List.of(value));
    }

    /** Several values, one after the other, of so many bytes together. */
    static BinaryColumn bytes(int size, List<byte[]> values) {
        return new BinaryColumn(PostgresqlObjectId.BYTEA, size, out -> values.forEach(out::writeBytes));
    }

    static BinaryColumn texts(List<String> values) {
        int size = 0;
        for (String value : values) {
            size += ByteBufUtil.utf8Bytes(value);
        }
        return array(PostgresqlObjectId.TEXT_ARRAY, PostgresqlObjectId.TEXT, values, size, (out, value) -> {
            int bytes = ByteBufUtil.utf8Bytes(value);
            ByteBufUtil.reserveAndWriteUtf8(out.writeInt(bytes), value, bytes);
        });
    }

    static BinaryColumn longs(List<Long> values) {
        return array(
                PostgresqlObjectId.INT8_ARRAY,
                PostgresqlObjectId.INT8,
                values,
                Long.BYTES * values.size(),
                (out, value) -> out.writeInt(Long.BYTES).writeLong(value));
    }

    static BinaryColumn integers(List<Integer> values) {
        return array(
                PostgresqlObjectId.INT4_ARRAY,
                PostgresqlObjectId.INT4,
                values,
                Integer.BYTES * values.size(),
                (out, value) -> out.writeInt(Integer.BYTES).writeInt(value));
    }

    static BinaryColumn uuids(List<UUID> values) {
        return array(
                PostgresqlObjectId.UUID_ARRAY,
                PostgresqlObjectId.UUID,
                values,
                2 * Long.BYTES * values.size(),
                (out, value) -> out.writeInt(2 * Long.BYTES)
                        .writeLong(value.getMostSignificantBits())
                        .writeLong(value.getLeastSignificantBits()));
    }

    /** One dimension, no nulls, counted from 1; then each element with its length before it. */
    private static <T> BinaryColumn array(
            PostgresqlObjectId type,
            PostgresqlObjectId element,
            List<T> values,
            int elementBytes,
            BiConsumer<ByteBuf, T> write) {
        return new BinaryColumn(type, HEAD + Integer.BYTES * values.size() + elementBytes, out -> {
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
                BinaryColumn column = (BinaryColumn) value;
                ByteBuf out = allocator.buffer(column.size);
                column.content.accept(out);
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
