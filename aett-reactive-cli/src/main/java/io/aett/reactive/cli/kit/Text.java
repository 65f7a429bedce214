package io.aett.reactive.cli.kit;

import java.util.Locale;
import java.util.regex.Pattern;

/** Text that is stored may contain anything; a terminal obeys what it contains. */
public final class Text {

    private static final Pattern PASSWORD = Pattern.compile("(//[^/@:\\s]*):\\S*@");

    private Text() {}

    /** The text without the passwords in its addresses. */
    public static String withoutPasswords(String text) {
        return PASSWORD.matcher(text).replaceAll("$1:***@");
    }

    /** The text on one line: what controls a terminal, is invisible or turns the direction stands as an escape of JSON. */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(out, point));
        return out.toString();
    }

    /** The same for a JSON text, which means the same afterwards: outside of its strings there are line breaks and tabs only. */
    public static String json(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(out, point < ' ' ? ' ' : point));
        return out.toString();
    }

    private static void append(StringBuilder out, int point) {
        if (isHarmless(point)) {
            out.appendCodePoint(point);
            return;
        }
        for (char unit : Character.toChars(point)) {
            out.append(String.format(Locale.ROOT, "\\u%04X", (int) unit));
        }
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
