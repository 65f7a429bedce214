package io.aett.reactive.testkit.always;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the process prints, whichever logging library prints it; passed on as it is. */
final class CapturedOutput {

    private static final int MOST = 4 << 20;
    private static final ByteArrayOutputStream CAPTURED = new ByteArrayOutputStream();

    private CapturedOutput() {}

    static void install() {
        System.setOut(new PrintStream(new Tee(System.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Tee(System.err), true, StandardCharsets.UTF_8));
    }

    /** All that was printed since the last call. */
    static String take() {
        synchronized (CAPTURED) {
            String text = CAPTURED.toString(StandardCharsets.UTF_8);
            CAPTURED.reset();
            return text;
        }
    }

    private static final class Tee extends OutputStream {

        private final PrintStream target;

        Tee(PrintStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (CAPTURED) {
                if (CAPTURED.size() < MOST) {
                    CAPTURED.write(bytes, offset, length);
                }
            }
            target.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            target.flush();
        }
    }
}
