package io.aett.reactive.serialization;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says where and why content cannot be read, and what helps. Jackson's messages quote what they found, so of those only the beginning is
 * taken over, up to the first place where a value may stand; names in the path are those of properties, never keys of maps.
 */
final class Diagnosis {

    private static final Pattern HARMLESS = Pattern.compile("(?:Cannot (?:deserialize|coerce|construct|find|map|handle)"
            + "|Numeric value|Number value|String value|Unexpected|Unrecognized|Could not resolve|Invalid UTF-8|Illegal"
            + "|Missing|Null value|No content|Trailing token|Duplicate|Document nesting|Property name|Leading zeroes)"
            + "[^\"'(:]*");

    private static final String OTHER_FORM =
            "the class has another form than what was stored: give the new form a topic of its own, or read both with @JsonCreator";

    private Diagnosis() {}

    /** {@code $.lines[3].price}. */
    static String path(JacksonException failure) {
        StringBuilder path = new StringBuilder("$");
        List<JacksonException.Reference> references = failure.getPath();
        int known = failure instanceof UnrecognizedPropertyException ? references.size() - 1 : references.size();
        for (JacksonException.Reference reference : references.subList(0, Math.max(0, known))) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append('.').append(ofData(reference.from()) ? "*" : reference.getPropertyName());
            }
        }
        return path.toString();
    }

    /** Whether names stand for what somebody stored: the keys of a map. */
    private static boolean ofData(Object from) {
        Class<?> type = from instanceof Class<?> known ? known : from.getClass();
        return Map.class.isAssignableFrom(type) || JsonNode.class.isAssignableFrom(type);
    }

    static String reading(RuntimeException failure) {
        if (!(failure instanceof JacksonException json)) {
            return failure.getClass().getSimpleName();
        }
        return "at " + path(json) + place(json) + ": " + reason(json) + cure(json);
    }

    private static String place(JacksonException failure) {
        return failure.getLocation() == null || failure.getLocation().getByteOffset() < 0
                ? ""
                : " (byte " + failure.getLocation().getByteOffset() + ")";
    }

    private static String reason(JacksonException failure) {
        String message = String.valueOf(failure.getOriginalMessage());
        if (failure instanceof InvalidDefinitionException
                && failure.getCause() == null
                && !message.contains("value (")) {
            return message; // speaks of the class alone
        }
        if (failure instanceof ValueInstantiationException refused) {
            return refused.getType().getRawClass().getName() + " refused it with "
                    + (refused.getCause() == null
                            ? "an error"
                            : refused.getCause().getClass().getName());
        }
        Matcher harmless = HARMLESS.matcher(message);
        StringBuilder reason = new StringBuilder(
                harmless.lookingAt()
                        ? harmless.group().strip()
                        : failure.getClass().getSimpleName());
        if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            reason.append(" (for ")
                    .append(mismatch.getTargetType().getTypeName())
                    .append(')');
        }
        return reason.toString();
    }

    private static String cure(JacksonException failure) {
        if (failure instanceof InvalidTypeIdException) {
            return "; name the subtype with @JsonSubTypes or @JsonTypeName as it was when this was stored";
        }
        if (failure instanceof InvalidDefinitionException definition) {
            return "; " + definitionCure(definition.getType(), String.valueOf(failure.getOriginalMessage()));
        }
        if (failure instanceof MismatchedInputException || failure instanceof InputCoercionException) {
            return "; " + OTHER_FORM;
        }
        return failure instanceof StreamReadException
                ? "; the stored JSON is damaged, or beyond the limits of the mapper"
                : "";
    }

    private static String definitionCure(JavaType type, String message) {
        if (message.contains("Key deserializer")) {
            return "let the keys of the map be text, an enum or a UUID, or give their class a @JsonValue and a @JsonCreator";
        }
        if (type == null) {
            return "see the form of events in the documentation";
        }
        if (type.isAbstract() || type.isInterface()) {
            return "make it a sealed type with @JsonTypeInfo(use = JsonTypeInfo.Id.NAME), or declare the class itself";
        }
        return "give it a constructor of its fields (with -parameters, or marked @JsonCreator) or one without parameters; an inner class"
                + " must be static";
    }
}
