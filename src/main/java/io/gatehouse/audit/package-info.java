/** What happened, who did it, when. */
@NullMarked
package io.gatehouse.audit;

import org.jspecify.annotations.NullMarked;
