package io.aett.reactive.s3;

import java.io.IOException;
import java.io.Serial;

/**
 * The connection ended within the head of an answer. The SDK takes what it got for a whole answer without a body, which reads
 * as if there were nothing; so every object has a body, and an answer without one is no answer.
 */
final class CutAnswerException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    CutAnswerException() {
        super("the answer ended within its head");
    }
}
