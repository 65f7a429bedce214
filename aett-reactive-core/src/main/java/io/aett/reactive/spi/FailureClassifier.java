package io.aett.reactive.spi;

/** Says what a driver's failure means. Decides by codes and types, never by message text. */
@FunctionalInterface
public interface FailureClassifier {

    /** The meaning of {@code failure}; {@link Kind#UNKNOWN} when in doubt. */
    Kind classify(Throwable failure);

    /** What a failure says about the operation that met it. */
    enum Kind {
        /** It did not take effect and may succeed when repeated. */
        NOT_APPLIED,
        /** It may or may not have taken effect. */
        UNKNOWN,
        /** It did not take effect and will not when repeated. */
        FINAL,
        /** The store has not been initialized, or was dropped. */
        NOT_INITIALIZED
    }
}
