/** The first words of session ids: friendly, distinct when read aloud, with one spelling each. */
export const ADJECTIVES: readonly string[] = `
  able agile airy amber ample ancient apt arctic ardent astral autumn azure balmy bold bonny brave breezy bright
  brisk bronze bubbly busy calm candid careful caring cheery chilly civic classic clean clear clever cloudy coastal
  cobalt comic cool copper cordial cosmic crafty creamy crimson crisp cubic curious curly daily dainty dapper daring
  dawn deep deft dewy distant divine double dreamy driven eager early earnest earthy eastern elegant eminent epic
  equal even exact expert fabled faithful famous fancy fast feisty fiery fine firm first fleet floral fluent flying
  fond formal forward foxy free fresh friendly frosty funny gallant gentle gifted glad gleaming glossy golden good
  graceful grand grassy grateful green grinning happy hardy harmonic hazel healthy hearty helpful hidden high honest
  hopeful humble icy inland inner ivory jade jolly jovial joyful just keen kind kindly lapis lasting laughing lavish
  lawful leafy lemon level light lilac limber lime linear lively local lofty lovely loyal lucid lucky lunar lush
  magic major maple marble marine mellow merry mighty mild mindful minty misty modern modest mossy musical mutual
  native natural nautical neat nimble noble northern novel oaken oceanic olive opal open orange orderly outer paper
  pastel patient peaceful pearly peppy perfect pink placid playful pleasant plucky plum poetic polar polite prime
  proper proud pure purple quaint quick quiet radiant rapid rare ready regal rich ripe rising robust rosy round royal
  ruby rural rustic sage sandy satin scarlet serene sharp shiny silent silken silver sleek smart smiling smooth snowy
  snug social soft solar solid sonic southern spicy splendid spry stable starry steady sterling stormy strong sturdy
  sublime subtle summer sunlit sunny supple swift tall tender thankful thrifty tidal tidy timely tranquil true trusty
  tulip twilight twin upbeat upper urban useful valiant vast velvet verdant vernal vivid warm wavy western wide wild
  windy winged winter wise witty wooden woolly worthy zany zesty
`
  .trim()
  .split(/\s+/);
