/* Inside the room: the actions that the model of a level asks for. */
#ifndef TL_SEMA_ACTION_H
#define TL_SEMA_ACTION_H

struct sema;
struct symbol;

/* W0507: levels of an arch whose component lacks what is looked for in its kind. */
void lint_actions(struct sema *sm, struct symbol *s);

#endif
