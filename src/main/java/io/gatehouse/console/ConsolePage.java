package io.gatehouse.console;

import io.gatehouse.route.Route;
import java.util.List;

/** One of the settings pages: its rows of the route table, all of them made by its {@link Tab}. */
public interface ConsolePage {

    List<Route> routes();
}
