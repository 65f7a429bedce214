package io.aett.reactive.serialization;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/** Refuses what Jackson bends to fit where it has no setting against it: numbers that a type does not hold, and numbers as times. */
final class StrictValues extends ValueDeserializerModifier {

    private static final long serialVersionUID = 1L;

    private static final Set<Class<?>> TIMES =
            Set.of(Instant.class, OffsetDateTime.class, ZonedDateTime.class, Duration.class, Month.class);
    private static final Set<Class<?>> BYTES = Set.of(byte.class, Byte.class);
    private static final Set<Class<?>> FRACTIONS = Set.of(double.class, Double.class, float.class, Float.class);

    @Override
    public ValueDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> found) {
        Class<?> type = bean.getBeanClass();
        if (!found.getClass().getName().startsWith("tools.jackson.")) {
            return found;
        }
        if (TIMES.contains(type)) {
            boolean numbers = config.isEnabled(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                    || config.isEnabled(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
            return numbers ? found : new Time(found, type);
        }
        if (BYTES.contains(type)) {
            return new OneByte(found, type);
        }
        return FRACTIONS.contains(type) ? new Fraction(found, type) : found;
    }

    /** Months are enum constants that Jackson also takes by number. */
    @Override
    public ValueDeserializer<?> modifyEnumDeserializer(
            DeserializationConfig config, JavaType type, BeanDescription.Supplier bean, ValueDeserializer<?> found) {
        return modifyDeserializer(config, bean, found);
    }

    private abstract static class Strict extends DelegatingDeserializer {

        final Class<?> type;

        Strict(ValueDeserializer<?> found, Class<?> type) {
            super(found);
            this.type = type;
        }

        @SuppressWarnings("TypeParameterUnusedInFormals") // Jackson's way to signal an error
        final <T> T refuse(DeserializationContext context, String what) {
            return context.reportInputMismatch(type, "Cannot coerce %s to `%s`", what, type.getName());
        }
    }

    private static final class Time extends Strict {

        Time(ValueDeserializer<?> found, Class<?> type) {
            super(found, type);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> found) {
            return new Time(found, type);
        }

        /** A property that asks for numbers gets them. */
        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            ValueDeserializer<?> made = super.createContextual(context, property);
            return findFormatOverrides(context, property, type).getShape().isNumeric() ? getDelegatee() : made;
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            return in.currentToken().isNumeric() ? refuse(context, "a number") : super.deserialize(in, context);
        }
    }

    private static final class OneByte extends Strict {

        OneByte(ValueDeserializer<?> found, Class<?> type) {
            super(found, type);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> found) {
            return new OneByte(found, type);
        }

        /** Jackson takes 128 to 255 too, and makes them negative. */
        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            return in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getIntValue() > Byte.MAX_VALUE
                    ? refuse(context, "a number out of range")
                    : super.deserialize(in, context);
        }
    }

    private static final class Fraction extends Strict {

        Fraction(ValueDeserializer<?> found, Class<?> type) {
            super(found, type);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> found) {
            return new Fraction(found, type);
        }

        /** Decimal digits are rounded, as in Java's own source; whole numbers are not, and nothing becomes infinite. */
        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            JsonToken token = in.currentToken();
            Number read = (Number) super.deserialize(in, context);
            boolean wrong = token == JsonToken.VALUE_NUMBER_INT
                    ? !exact(in.getBigIntegerValue(), read.doubleValue())
                    : token == JsonToken.VALUE_NUMBER_FLOAT && Double.isInfinite(read.doubleValue());
            return wrong ? refuse(context, "a number out of range") : read;
        }

        private static boolean exact(BigInteger whole, double read) {
            return !Double.isInfinite(read) && new BigDecimal(read).compareTo(new BigDecimal(whole)) == 0;
        }
    }
}
