/** How Microsoft Entra ID names its clouds and directories. */
@NullMarked
package io.gatehouse.organization.entra;

import org.jspecify.annotations.NullMarked;
