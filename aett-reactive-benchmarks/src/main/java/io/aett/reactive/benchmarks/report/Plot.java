package io.aett.reactive.benchmarks.report;

import java.util.List;
import java.util.Map;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/** Lines with points, drawn by Lets-Plot as the text of an SVG file. */
final class Plot {

    private static final DoubleVector SIZE = new DoubleVector(720, 400);
    private static final String LOGARITHM = "log10";
    private static final double MIN_HEIGHT = 1e-6;

    private Plot() {}

    /** Draws what belongs to the chart, and leaves out what cannot be on its axes. */
    static String svg(Chart chart, String title, List<Point> points) {
        List<Point> drawn = points.stream()
                .filter(point -> point.chart() == chart && Double.isFinite(point.y()))
                .filter(point -> chart.scale() == Chart.Scale.LINEAR || point.y() > 0)
                .toList();
        return PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
                specification(chart, title, drawn), SIZE, (width, height, colors) -> raster(), false);
    }

    private static String raster() {
        throw new IllegalStateException("lines and points have no pixels");
    }

    private static Map<String, Object> specification(Chart chart, String title, List<Point> points) {
        return Map.of(
                "kind",
                "plot",
                "ggtitle",
                Map.of("text", title),
                "data",
                Map.of(
                        "x", points.stream().map(Point::x).toList(),
                        "y", points.stream().map(Point::y).toList(),
                        "series", points.stream().map(Point::series).toList()),
                "mapping",
                Map.of("x", "x", "y", "y", "color", "series"),
                "layers",
                List.of(Map.of("geom", "line", "size", 1), Map.of("geom", "point", "size", 4)),
                "scales",
                List.of(horizontal(chart, points), vertical(chart, points), Map.of("aesthetic", "color", "name", "")),
                "theme",
                Map.of("legend_position", "bottom", "legend_direction", "vertical"));
    }

    private static Map<String, Object> horizontal(Chart chart, List<Point> points) {
        List<Double> breaks = points.stream().map(Point::x).distinct().sorted().toList();
        return Map.of(
                "aesthetic",
                "x",
                "name",
                chart.horizontal(),
                "trans",
                LOGARITHM,
                "breaks",
                breaks,
                "labels",
                breaks.stream().map(Figures::count).toList(),
                "expand",
                List.of(0, 0.1));
    }

    private static Map<String, Object> vertical(Chart chart, List<Point> points) {
        if (chart.scale() == Chart.Scale.LOGARITHMIC) {
            return Map.of("aesthetic", "y", "name", chart.vertical(), "trans", LOGARITHM);
        }
        double most = points.stream().mapToDouble(Point::y).max().orElse(1);
        return Map.of("aesthetic", "y", "name", chart.vertical(), "limits", List.of(0, Math.max(most, MIN_HEIGHT)));
    }
}
